// SPDX-License-Identifier: MIT
// The names the library itself looks up, interned once per runtime: ouro__name(init) is the str
// "__init__".  Floor: object.
#ifndef OURO_NAMES_H
#define OURO_NAMES_H

#include <ouro/object.h>

// X(C name, text)
// clang-format off
#define OURO_NAMES(X)                                                                               \
    X(new, "__new__") X(init, "__init__") X(del, "__del__") X(repr, "__repr__") X(str, "__str__")   \
    X(hash, "__hash__") X(call, "__call__") X(getattribute, "__getattribute__")                     \
    X(getattr, "__getattr__") X(setattr, "__setattr__") X(delattr, "__delattr__") X(eq, "__eq__")   \
    X(ne, "__ne__") X(lt, "__lt__") X(le, "__le__") X(gt, "__gt__") X(ge, "__ge__")                 \
    X(iter, "__iter__") X(next, "__next__") X(get, "__get__") X(set, "__set__")                     \
    X(delete_, "__delete__") X(len, "__len__") X(contains, "__contains__")                          \
    X(getitem, "__getitem__") X(setitem, "__setitem__") X(delitem, "__delitem__")                   \
    X(bool_, "__bool__") X(index, "__index__") X(int_, "__int__") X(float_, "__float__")            \
    X(trunc, "__trunc__") X(format, "__format__") X(bytes, "__bytes__") X(dir, "__dir__")           \
    X(dict, "__dict__") X(class_, "__class__") X(slots, "__slots__") X(weakref, "__weakref__")      \
    X(doc, "__doc__") X(name, "__name__") X(qualname, "__qualname__") X(module, "__module__")       \
    X(bases, "__bases__") X(mro, "__mro__") X(mro_method, "mro") X(self, "__self__")                \
    X(func, "__func__") X(set_name, "__set_name__") X(init_subclass, "__init_subclass__")           \
    X(class_getitem, "__class_getitem__") X(instancecheck, "__instancecheck__")                     \
    X(subclasscheck, "__subclasscheck__") X(mro_entries, "__mro_entries__")                         \
    X(prepare, "__prepare__") X(classcell, "__classcell__") X(length_hint, "__length_hint__")       \
    X(reversed, "__reversed__") X(missing, "__missing__") X(await, "__await__")                     \
    X(aiter, "__aiter__") X(anext, "__anext__") X(enter, "__enter__") X(exit, "__exit__")           \
    X(abstractmethods, "__abstractmethods__") X(isabstractmethod, "__isabstractmethod__")           \
    X(wrapped, "__wrapped__") X(match_args, "__match_args__") X(annotations, "__annotations__")     \
    X(notes, "__notes__") X(cause, "__cause__") X(context, "__context__")                           \
    X(suppress_context, "__suppress_context__") X(traceback, "__traceback__")                       \
    X(objclass, "__objclass__") X(package, "__package__") X(loader, "__loader__")                   \
    X(spec, "__spec__") X(file, "__file__") X(path, "__path__") X(builtins, "__builtins__")         \
    X(build_class, "__build_class__") X(import_, "__import__") X(main, "__main__")                  \
    X(builtins_module, "builtins") X(keys, "keys") X(round, "__round__") X(floor, "__floor__")      \
    X(ceil, "__ceil__") X(divmod, "__divmod__") X(rdivmod, "__rdivmod__") X(pow, "__pow__")         \
    X(rpow, "__rpow__") X(ipow, "__ipow__") X(neg, "__neg__") X(pos, "__pos__")                     \
    X(invert, "__invert__") X(abs, "__abs__") X(add, "__add__") X(radd, "__radd__")                 \
    X(iadd, "__iadd__") X(sub, "__sub__") X(rsub, "__rsub__") X(isub, "__isub__")                   \
    X(mul, "__mul__") X(rmul, "__rmul__") X(imul, "__imul__") X(matmul, "__matmul__")               \
    X(rmatmul, "__rmatmul__") X(imatmul, "__imatmul__") X(truediv, "__truediv__")                   \
    X(rtruediv, "__rtruediv__") X(itruediv, "__itruediv__") X(floordiv, "__floordiv__")             \
    X(rfloordiv, "__rfloordiv__") X(ifloordiv, "__ifloordiv__") X(mod, "__mod__")                   \
    X(rmod, "__rmod__") X(imod, "__imod__") X(lshift, "__lshift__") X(rlshift, "__rlshift__")       \
    X(ilshift, "__ilshift__") X(rshift, "__rshift__") X(rrshift, "__rrshift__")                     \
    X(irshift, "__irshift__") X(and_, "__and__") X(rand, "__rand__") X(iand, "__iand__")            \
    X(xor, "__xor__") X(rxor, "__rxor__") X(ixor, "__ixor__") X(or_, "__or__") X(ror, "__ror__")    \
    X(ior, "__ior__") X(send, "send") X(throw_, "throw") X(close, "close") X(msg, "msg")            \
    X(value, "value") X(args, "args") X(origin, "__origin__") X(fget, "fget")                       \
    X(text_signature, "__text_signature__") X(all, "__all__") X(reduce, "__reduce__")               \
    X(sizeof_, "__sizeof__") X(getstate, "__getstate__") X(dictoffset, "__dictoffset__")            \
    X(complex_, "__complex__") X(base, "__base__") X(type_params, "__parameters__") X(underscore, "_")
// clang-format on

enum ouro__name_id {
#define OURO_NAME_ID(id, text) OURO_NAME_##id,
    OURO_NAMES(OURO_NAME_ID)
#undef OURO_NAME_ID
        OURO_NAME_COUNT
};

// The interned str (borrowed).
#define ouro__name(id) (ouro__runtime()->names[OURO_NAME_##id])

#endif
