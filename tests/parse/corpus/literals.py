# Numbers, strings, bytes, f-strings.
0; 00; 0_0; 1; 10; 1_000; 123456789012345678901234567890; 9223372036854775807; 9223372036854775808
0x0; 0xff; 0XFF; 0x_ff; 0xffffffffffffffffffffffffffffffffffff; 0b0; 0b1010; 0B_1; 0o0; 0o777; 0O_7
1.; .5; 1.5; 1e10; 1E10; 1e+10; 1e-10; 1.e5; .5e5; 0.1; 1e16; 1e15; 123456789.123; 1e22; 1e-5; 0.0001
1e308; 1e309; 5e-324; 0e0; 00.5; 09.5; 09e1; 1_0.0_1; 1_0e1_0; 3.141592653589793; 1e100; 0.30000000000000004
1j; 1J; 0j; 1.5j; 1e10j; .5j; 09j; 1_0j; 1e16j
1if 2else 3
1or 2
1and 2
[1for x in y]
1in x
1is x
0x1for x in y
1.0.real
1..real
1 .real
''; ""; ''''''; """"""; 'a'; "a"; 'a"b'; "a'b"; 'a\'b'; "a\"b"; 'a\'b"c'
'''a
b'''
"""a\
b"""
'a\
b'
'\a\b\f\n\r\t\v\\\'\"\0\1\12\123\777\8\x41\xff\u0041\u20ac\U0001f600\q\ud800\udc00'
'é€😀'
r'\n\'\x'; R'\
'; b'a\x00\xff\n\101\400\q'; B'\''; br'\n'; bR'\x'; Rb'a'; rB'a'
b''; b'"'; b"'"; b'\'"'; b'\t\r\\'
u'a'; U'a'; u'a' 'b'; 'a' u'b'; u'a' f'b{c}'; f'a' u'b'; f'{c}' u'b{c}'
'a' 'b'
('a'
 "b"
 '''c''')
b'a' b'b'
'\N{LATIN SMALL LETTER A}\N{latin small letter b}\N{BULLET}\N{HANGUL SYLLABLE GAG}\N{CJK UNIFIED IDEOGRAPH-4E00}\N{NBSP}'
f''; f'a'; f'{a}'; f'a{b}c'; f'{a}{b}'; f'{a!r}'; f'{a!s:>10}'; f'{a!a:}'; f'{a:b}'; f'{a:{b}}'; f'{a:{b}.{c}}'; f'{a:x{b!r:>5}y}'
f'{{'; f'}}'; f'{{}}'; f'{{{a}}}'; f'a{{b}}c'; f'{a:{{b}}}'
f'{a=}'; f'{a = }'; f'{ a=!r}'; f'{a=:x}'; f'{a=!s:x}'; f'x{a+b=}y'; f'{a==b}'; f'{a!=b}'; f'{a<=b}'; f'{a>=b}'; f'{a<b}'; f'{a>b}'
f'{a,}'; f'{a, b}'; f'{*a, b}'; f'{ a }'; f'{(yield)}'; f'{yield_}'; f'{lambda_}'; f'{(lambda: 1)}'; f'{a if b else c}'
f'{a["b"]}'; f"{a['b']}"; f'{a[":"]}'; f'{a["}"]}'; f'{ {1: 2}[1] }'; f'{ {1} }'; f'{[1, 2][0]}'; f'{f(a, b=c)}'
f'{"a" "b"}'; f'{f"{a}"}'; f'{f"{f(1)}" + "x"}'; f"{'''a'''}"
f'{a:%H:%M}'; f'{a:=^10}'; f'{(a:=1)}'; f'{a:=1}'; f'{a: }'; f'{a!r: }'
rf'\{a}\n'; fr'{a:\d}'; Rf'{a}'; F'{a}'; f'\x41{a}\n'; f'\{a}'; f'\N{BULLET}{a}'; f'\'{a}'; f'{a:\x41}'; f'\\{a}'
f'a' 'b{c}' f'd{e}'; 'x{y}' f'{z}'; f'{a}' f'{b}' 'c'
f'''{
a
}'''
f'''a
b {c} d
  {e:x} {f}
'''
f'''{a
+ b}'''
f'''
{
  a:
  >10}
'''
x = (f'a'
     f'b{c}'
     'd'
     f'{e:{f}}')
x = f'é{a}é{b}' f'ü{c}'
    
def f():
    return f'''x
        {a.b(
            c)} {d}'''
if x:
    y = f"{x['a']} {x['b']:>{width}}" \
        f"{z}"
print(f'{a}', f'{b}', end=f'{c}')
f'{a.b}{c[d]}{e(f)}'
f"{f'''{f'{a}'}'''}"
𝔘𝔫𝔦𝔠𝔬𝔡𝔢 = 1
é = ªº = ﬁ = 1
class Ａ: ｂ = self.ﬁ
