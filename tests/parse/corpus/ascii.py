# vim: set fileencoding=ASCII :
a = 1