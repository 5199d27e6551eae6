// SPDX-License-Identifier: MIT
// The module types: names of the types that have none among the builtins.  Front-end, modules.
#include "common.h"

// ---- Types --------------------------------------------------------------------------------------

static const struct {
    const char *name;
    enum ouro_builtin type;
} built_in[] = {
    {"NoneType", OURO_T_NONETYPE},
    {"NotImplementedType", OURO_T_NOTIMPLEMENTED},
    {"EllipsisType", OURO_T_ELLIPSIS},
    {"CellType", OURO_T_CELL},
    {"BuiltinFunctionType", OURO_T_CFUNCTION},
    {"BuiltinMethodType", OURO_T_CFUNCTION},
    {"MethodType", OURO_T_BOUND_METHOD},
    {"MethodDescriptorType", OURO_T_METHOD_DESCR},
    {"ClassMethodDescriptorType", OURO_T_CLASSMETHOD_DESCR},
    {"WrapperDescriptorType", OURO_T_WRAPPER_DESCR},
    {"MethodWrapperType", OURO_T_METHOD_WRAPPER},
    {"GetSetDescriptorType", OURO_T_GETSET_DESCR},
    {"MemberDescriptorType", OURO_T_MEMBER_DESCR},
    {"MappingProxyType", OURO_T_MAPPINGPROXY},
    {"ModuleType", OURO_T_MODULE},
    {"SimpleNamespace", OURO_T_NAMESPACE},
    {"GenericAlias", OURO_T_GENERIC_ALIAS},
    {"UnionType", OURO_T_UNION},
};

static const struct {
    const char *name;
    enum py_run_type type;
} running[] = {
    {"FunctionType", PY_RUN_FUNCTION},
    {"LambdaType", PY_RUN_FUNCTION},
    {"FrameType", PY_RUN_FRAME},
    {"TracebackType", PY_RUN_TRACEBACK},
    {"GeneratorType", PY_RUN_GENERATOR},
    {"CoroutineType", PY_RUN_COROUTINE},
    {"AsyncGeneratorType", PY_RUN_ASYNC_GENERATOR},
};

static int add_type(ouro_object *module, const char *name, ouro_type *type) {
    return type ? ouro_module_add(module, name, (ouro_object *)type) : -1;
}

static int add_types(ouro_object *module) {
    for (size_t i = 0; i < COUNT_OF(built_in); i++) {
        if (add_type(module, built_in[i].name, ouro_builtin_type(built_in[i].type)) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < COUNT_OF(running); i++) {
        if (add_type(module, running[i].name, py_run_type_borrow(running[i].type)) < 0) {
            return -1;
        }
    }
    return add_type(module, "CodeType", py_code_type());
}

// ---- Functions ----------------------------------------------------------------------------------

// clang-format off
static const char source[] =
    "def resolve_bases(bases):\n"
    "    \"\"\"Bases that are no classes are replaced by what their __mro_entries__ return.\"\"\"\n"
    "    result = []\n"
    "    changed = False\n"
    "    for base in bases:\n"
    "        if isinstance(base, type) or not hasattr(base, '__mro_entries__'):\n"
    "            result.append(base)\n"
    "            continue\n"
    "        entries = base.__mro_entries__(bases)\n"
    "        if not isinstance(entries, tuple):\n"
    "            raise TypeError('__mro_entries__ must return a tuple')\n"
    "        changed = True\n"
    "        result.extend(entries)\n"
    "    return tuple(result) if changed else bases\n"
    "\n"
    "def prepare_class(name, bases=(), kwds=None):\n"
    "    \"\"\"The metaclass, the namespace and the other keywords of a class to be made.\"\"\"\n"
    "    kwds = dict(kwds or {})\n"
    "    meta = kwds.pop('metaclass', None)\n"
    "    if meta is None:\n"
    "        meta = type(bases[0]) if bases else type\n"
    "    if isinstance(meta, type):\n"
    "        for base in bases:\n"
    "            other = type(base)\n"
    "            if issubclass(meta, other):\n"
    "                continue\n"
    "            if not issubclass(other, meta):\n"
    "                raise TypeError('metaclass conflict: the metaclass of a derived class must be '\n"
    "                                'a (non-strict) subclass of the metaclasses of all its bases')\n"
    "            meta = other\n"
    "    prepare = getattr(meta, '__prepare__', None)\n"
    "    return meta, {} if prepare is None else prepare(name, bases, **kwds), kwds\n"
    "\n"
    "def new_class(name, bases=(), kwds=None, exec_body=None):\n"
    "    \"\"\"Makes a class as a class statement does; exec_body fills its namespace.\"\"\"\n"
    "    resolved = resolve_bases(bases)\n"
    "    meta, namespace, kwds = prepare_class(name, resolved, kwds)\n"
    "    if exec_body is not None:\n"
    "        exec_body(namespace)\n"
    "    if resolved is not bases:\n"
    "        namespace['__orig_bases__'] = bases\n"
    "    return meta(name, resolved, namespace, **kwds)\n";
// clang-format on

ouro_object *py__types_module(void) {
    ouro_object *module = py__module_make("types", "Types that are not among the builtins.", NULL);
    if (module && (add_types(module) < 0 || py__module_run(module, source, "types.py") < 0)) {
        ouro_clear(&module);
    }
    return module;
}
