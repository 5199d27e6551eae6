a = """x
y"""
if a:
    bc = 1