// SPDX-License-Identifier: MIT
// A tiny Lisp: numbers, symbols and lists; define, lambda, if, quote, let.  Its pairs, closures and
// environments are objects of types defined here, its symbols interned strs, its numbers ints, and
// environments are dicts: the library's, so arithmetic has no largest number and nothing leaks.
//
//     cc examples/tiny_lisp.c $(pkg-config --cflags --libs ouro) -o tiny_lisp
//     ./tiny_lisp '(define (twice f) (lambda (x) (f (f x))))' '((twice (lambda (x) (* x x))) 10)'
#include <ctype.h>
#include <ouro.h>
#include <stdio.h>
#include <string.h>

// ---- Types ------------------------------------------------------------------------------------

typedef struct pair {
    ouro_object head;
    ouro_object *first, *rest; // lists end with None
} pair;

typedef struct environment {
    ouro_object head;
    ouro_object *names; // dict: symbol -> value
    ouro_object *outer; // environment, or NULL
} environment;

typedef struct closure {
    ouro_object head;
    ouro_object *parameters, *body; // lists: of symbols, of expressions
    ouro_object *scope;             // the environment that it was made in
} closure;

static ouro_object *show_pair(ouro_object *self);

static const uint16_t pair_fields[] = {offsetof(pair, first), offsetof(pair, rest), 0};
static const uint16_t environment_fields[] = {offsetof(environment, names),
                                              offsetof(environment, outer), 0};
static const uint16_t closure_fields[] = {offsetof(closure, parameters), offsetof(closure, body),
                                          offsetof(closure, scope), 0};

#define CONTAINER(type)                                                                            \
    .size = sizeof(ouro_type_spec), .name = #type, .instance_size = sizeof(type),                  \
    .flags = OURO_TF_CONTAINER, .fields = type##_fields
static const ouro_type_spec pair_spec = {CONTAINER(pair), .slots.repr = show_pair};
static const ouro_type_spec environment_spec = {CONTAINER(environment)};
static const ouro_type_spec closure_spec = {CONTAINER(closure)};

// One interpreter; it keeps what it needs as long as its runtime.
typedef struct lisp {
    ouro_type *pair, *environment, *closure;
    ouro_object *define, *lambda, *if_, *quote, *let; // symbols
    ouro_object *global;                              // environment
} lisp;

static bool is_pair(const lisp *l, const ouro_object *object) {
    return ouro_type_of(object) == l->pair;
}
static ouro_object *first(const ouro_object *list) {
    return ((const pair *)list)->first;
}
static ouro_object *rest(const ouro_object *list) {
    return ((const pair *)list)->rest;
}

// A new pair; both arguments are stolen, and either may be NULL: then so is the result.
static ouro_object *cons(const lisp *l, ouro_object *first, ouro_object *rest) {
    pair *made = first && rest ? (pair *)ouro_object_new(l->pair, 0) : NULL;
    if (!made) {
        ouro_xdecref(first);
        ouro_xdecref(rest);
        return NULL;
    }
    made->first = first;
    made->rest = rest;
    return (ouro_object *)made;
}

// A new environment inside `outer` (borrowed, may be NULL).
static environment *scope_new(const lisp *l, environment *outer) {
    environment *made = (environment *)ouro_object_new(l->environment, 0);
    if (made) {
        made->outer = ouro_xnewref(outer);
        made->names = ouro_dict_new();
        if (!made->names) {
            ouro_decref(made);
            return NULL;
        }
    }
    return made;
}

static ouro_object *closure_new(const lisp *l, ouro_object *parameters, ouro_object *body,
                                environment *scope) {
    closure *made = (closure *)ouro_object_new(l->closure, 0);
    if (made) {
        made->parameters = ouro_newref(parameters);
        made->body = ouro_newref(body);
        made->scope = ouro_newref(scope);
    }
    return (ouro_object *)made;
}

// ---- Reading ----------------------------------------------------------------------------------

static const char *skip(const char *at) {
    return at + strspn(at, " \t\n");
}

static ouro_object *read_atom(const char **at) {
    size_t length = strcspn(*at, " \t\n()");
    const char *text = *at;
    *at += length;
    if (isdigit((unsigned char)text[0]) || (text[0] == '-' && length > 1)) {
        return ouro_int_parse(text, length, 10);
    }
    ouro_object *symbol = ouro_str_new(text, length);
    if (symbol) {
        ouro_str_intern(&symbol); // equal symbols are the same object
    }
    return symbol;
}

// The expression at *at, which is left behind it: new, or NULL with an exception.
static ouro_object *read(const lisp *l, const char **at);

// What follows an opening parenthesis, up to the closing one.
static ouro_object *read_list(const lisp *l, const char **at) {
    ouro_object *list = ouro_none(), **end = &list; // where the next pair goes
    for (*at = skip(*at); **at != ')'; *at = skip(*at)) {
        if (!**at) {
            ouro_raise(OURO_EXC_SyntaxError, "a ) is missing");
            ouro_decref(list);
            return NULL;
        }
        ouro_object *made = cons(l, read(l, at), ouro_none());
        if (!made) {
            ouro_decref(list);
            return NULL;
        }
        ouro_replace(end, made);
        end = &((pair *)made)->rest;
    }
    ++*at;
    return list;
}

static ouro_object *read(const lisp *l, const char **at) {
    *at = skip(*at);
    if (**at == '\'') {
        ++*at;
        return cons(l, ouro_newref(l->quote), cons(l, read(l, at), ouro_none()));
    }
    if (**at == ')') {
        return ouro_raise(OURO_EXC_SyntaxError, "a ) too many");
    }
    if (**at != '(') {
        return read_atom(at);
    }
    if (ouro_recursion_enter(" while reading") < 0) {
        return NULL;
    }
    ++*at;
    ouro_object *list = read_list(l, at);
    ouro_recursion_leave();
    return list;
}

// ---- Showing ----------------------------------------------------------------------------------

// (1 2 . 3): appends the text of an object, a str without quotes since it is a symbol.
static int show_item(ouro_str_writer *out, ouro_object *item) {
    ouro_object *text = ouro_is_none(item) ? ouro_str_text("()") : ouro_str(item);
    int result = text ? ouro_str_writer_str(out, text) : -1;
    ouro_xdecref(text);
    return result;
}

static ouro_object *show_pair(ouro_object *self) {
    if (ouro_recursion_enter(" while showing a list") < 0) {
        return NULL;
    }
    ouro_str_writer out = {0};
    ouro_type *type = ouro_type_of(self);
    const char *before = "(";
    bool well = true;
    ouro_object *at = self;
    for (; well && ouro_type_of(at) == type; at = rest(at)) {
        well = ouro_str_writer_text(&out, before, 1) == 0 && show_item(&out, first(at)) == 0;
        before = " ";
    }
    if (well && !ouro_is_none(at)) {
        well = ouro_str_writer_text(&out, " . ", 3) == 0 && show_item(&out, at) == 0;
    }
    well = well && ouro_str_writer_text(&out, ")", 1) == 0;
    ouro_recursion_leave();
    if (!well) {
        ouro_str_writer_drop(&out);
        return NULL;
    }
    return ouro_str_writer_finish(&out);
}

// ---- Evaluating -------------------------------------------------------------------------------

static ouro_object *eval(const lisp *l, ouro_object *expression, environment *scope);

static ouro_object *look_up(ouro_object *symbol, const environment *scope) {
    for (; scope; scope = (const environment *)scope->outer) {
        ouro_object *value = ouro_dict_get_borrow(scope->names, symbol);
        if (value || ouro_raised_borrow()) {
            return ouro_xnewref(value);
        }
    }
    return ouro_raise(OURO_EXC_NameError, "%S is not defined", symbol);
}

// The value of the last of some expressions: new.
static ouro_object *eval_body(const lisp *l, ouro_object *body, environment *scope) {
    ouro_object *value = ouro_none();
    for (; value && is_pair(l, body); body = rest(body)) {
        ouro_decref(value);
        value = eval(l, first(body), scope);
    }
    return value;
}

static ouro_object *apply_closure(const lisp *l, closure *function, ouro_object *const *args,
                                  size_t nargs) {
    environment *scope = scope_new(l, (environment *)function->scope);
    ouro_object *parameter = function->parameters, *value = NULL;
    size_t i = 0;
    bool well = scope != NULL;
    for (; well && i < nargs && is_pair(l, parameter); i++, parameter = rest(parameter)) {
        well = ouro_dict_set(scope->names, first(parameter), args[i]) == 0;
    }
    if (well && (i < nargs || is_pair(l, parameter))) {
        ouro_raise(OURO_EXC_TypeError, "%zu arguments are not what it takes", nargs);
    } else if (well) {
        value = eval_body(l, function->body, scope);
    }
    ouro_xdecref(scope);
    return value;
}

// Calls the value of the list's head with the values of the rest.
static ouro_object *apply(const lisp *l, ouro_object *call, environment *scope) {
    ouro_object *values = ouro_list_new(0); // the function and its arguments
    bool well = values != NULL;
    for (; well && is_pair(l, call); call = rest(call)) {
        ouro_object *value = eval(l, first(call), scope);
        well = value && ouro_list_append_stolen(values, value) == 0;
    }
    ouro_object *result = NULL;
    if (well) {
        ouro_object *function = ouro_list_get_borrow(values, 0);
        ouro_object *const *args = ((ouro_list *)values)->items + 1;
        size_t nargs = ouro_list_length(values) - 1;
        result = ouro_type_of(function) == l->closure
                     ? apply_closure(l, (closure *)function, args, nargs)
                     : ouro_call(function, args, nargs, NULL);
    }
    ouro_xdecref(values);
    return result;
}

// (define name value), or (define (name parameters...) body...).  The symbol.
static ouro_object *eval_define(const lisp *l, ouro_object *form, environment *scope) {
    ouro_object *target = first(form), *name = is_pair(l, target) ? first(target) : target;
    ouro_object *value = is_pair(l, target)       ? closure_new(l, rest(target), rest(form), scope)
                         : is_pair(l, rest(form)) ? eval(l, first(rest(form)), scope)
                                                  : ouro_none();
    int result = value ? ouro_dict_set(scope->names, name, value) : -1;
    ouro_xdecref(value);
    return result == 0 ? ouro_newref(name) : NULL;
}

// (if condition then else): an empty list and the number 0 are false, as in Python.
static ouro_object *eval_if(const lisp *l, ouro_object *form, environment *scope) {
    ouro_object *condition = eval(l, first(form), scope);
    int truth = condition ? ouro_is_true(condition) : -1;
    ouro_xdecref(condition);
    ouro_object *branch = rest(form);
    if (truth == 0 && is_pair(l, branch)) {
        branch = rest(branch);
    }
    return truth < 0 ? NULL : is_pair(l, branch) ? eval(l, first(branch), scope) : ouro_none();
}

// (let ((name value) ...) body...).
static ouro_object *eval_let(const lisp *l, ouro_object *form, environment *scope) {
    environment *inner = scope_new(l, scope);
    bool well = inner != NULL;
    for (ouro_object *at = first(form); well && is_pair(l, at); at = rest(at)) {
        ouro_object *named = is_pair(l, first(at)) ? eval_define(l, first(at), inner) : NULL;
        well = named || (!ouro_raised_borrow() && ouro_raise(OURO_EXC_SyntaxError, "let"));
        ouro_xdecref(named);
    }
    ouro_object *value = well ? eval_body(l, rest(form), inner) : NULL;
    ouro_xdecref(inner);
    return value;
}

static ouro_object *eval_list(const lisp *l, ouro_object *list, environment *scope) {
    ouro_object *head = first(list), *form = rest(list);
    bool special = head == l->quote || head == l->define || head == l->if_ || head == l->lambda ||
                   head == l->let;
    if (special && !is_pair(l, form)) {
        return ouro_raise(OURO_EXC_SyntaxError, "%S needs more", head);
    }
    return head == l->quote    ? ouro_newref(first(form))
           : head == l->define ? eval_define(l, form, scope)
           : head == l->if_    ? eval_if(l, form, scope)
           : head == l->lambda ? closure_new(l, first(form), rest(form), scope)
           : head == l->let    ? eval_let(l, form, scope)
                               : apply(l, list, scope);
}

static ouro_object *eval(const lisp *l, ouro_object *expression, environment *scope) {
    if (ouro_is(expression, OURO_T_STR)) {
        return look_up(expression, scope);
    }
    if (!is_pair(l, expression)) {
        return ouro_newref(expression);
    }
    if (ouro_recursion_enter(" in this program") < 0) {
        return NULL;
    }
    ouro_object *value = eval_list(l, expression, scope);
    ouro_recursion_leave();
    return value;
}

// ---- Built-in functions -----------------------------------------------------------------------

static ouro_object *add(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return ouro_binary(args[0], args[1], OURO_ADD);
}
static ouro_object *subtract(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return ouro_binary(args[0], args[1], OURO_SUB);
}
static ouro_object *multiply(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return ouro_binary(args[0], args[1], OURO_MUL);
}
static ouro_object *less(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return ouro_compare(args[0], args[1], OURO_LT);
}
static ouro_object *equal(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return ouro_compare(args[0], args[1], OURO_EQ);
}

static const lisp *the_lisp(void); // of the current runtime

static ouro_object *make_pair(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self, (void)nargs;
    return cons(the_lisp(), ouro_newref(args[0]), ouro_newref(args[1]));
}
static ouro_object *take(ouro_object *list, bool the_first) {
    if (!is_pair(the_lisp(), list)) {
        return ouro_raise(OURO_EXC_TypeError, "%R is not a list", list);
    }
    return ouro_newref(the_first ? first(list) : rest(list));
}
static ouro_object *take_first(ouro_object *self, ouro_object *list) {
    (void)self;
    return take(list, true);
}
static ouro_object *take_rest(ouro_object *self, ouro_object *list) {
    (void)self;
    return take(list, false);
}

static const ouro_method functions[] = {
    OURO_ARGS("+", add, 2, 2, NULL),      OURO_ARGS("-", subtract, 2, 2, NULL),
    OURO_ARGS("*", multiply, 2, 2, NULL), OURO_ARGS("<", less, 2, 2, NULL),
    OURO_ARGS("=", equal, 2, 2, NULL),    OURO_ARGS("cons", make_pair, 2, 2, NULL),
    OURO_O("car", take_first, NULL),      OURO_O("cdr", take_rest, NULL),
    OURO_NOARGS(NULL, NULL, NULL),
};

// ---- An interpreter's life --------------------------------------------------------------------

static const char lisp_key;

static const lisp *the_lisp(void) {
    return ouro_runtime_extension(&lisp_key);
}

// Roots: what the interpreter itself refers to.
static int lisp_traverse(void *data, ouro_visit_fn visit, void *arg) {
    const lisp *l = data;
    ouro_object *held[] = {l->define,
                           l->lambda,
                           l->if_,
                           l->quote,
                           l->let,
                           l->global,
                           (ouro_object *)l->pair,
                           (ouro_object *)l->environment,
                           (ouro_object *)l->closure};
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof held / sizeof *held; i++) {
        result = held[i] ? visit(held[i], arg) : 0;
    }
    return result;
}

// Called when the runtime ends.
static void lisp_clear(void *data) {
    lisp *l = data;
    ouro_object **held[] = {&l->define, &l->lambda, &l->if_, &l->quote, &l->let, &l->global};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
        ouro_clear(held[i]);
    }
    ouro_gc_collect(2); // closures hold the environments that hold them
    ouro_clear(&l->pair);
    ouro_clear(&l->environment);
    ouro_clear(&l->closure);
}

static int add_functions(ouro_object *names) {
    for (const ouro_method *each = functions; each->name; each++) {
        ouro_object *function = ouro_cfunction_new(each, NULL, NULL);
        int result = function ? ouro_dict_set_text(names, each->name, function) : -1;
        ouro_xdecref(function);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

// 0, or -1 with an exception; the runtime's end clears what was made.
static int lisp_start(lisp *l) {
    const ouro_extension extension = {
        .key = &lisp_key, .data = l, .traverse = lisp_traverse, .clear = lisp_clear};
    if (ouro_runtime_extend(&extension) < 0 || !(l->define = ouro_str_intern_text("define")) ||
        !(l->lambda = ouro_str_intern_text("lambda")) || !(l->if_ = ouro_str_intern_text("if")) ||
        !(l->quote = ouro_str_intern_text("quote")) || !(l->let = ouro_str_intern_text("let")) ||
        !(l->pair = ouro_type_new(&pair_spec, NULL)) ||
        !(l->environment = ouro_type_new(&environment_spec, NULL)) ||
        !(l->closure = ouro_type_new(&closure_spec, NULL)) ||
        !(l->global = (ouro_object *)scope_new(l, NULL))) {
        return -1;
    }
    return add_functions(((environment *)l->global)->names);
}

// Evaluates all expressions of the text and prints the last one's value: 0, or -1.
static int run(const lisp *l, const char *text) {
    ouro_object *value = ouro_none();
    for (text = skip(text); value && *text; text = skip(text)) {
        ouro_object *expression = read(l, &text);
        ouro_replace(&value, expression ? eval(l, expression, (environment *)l->global) : NULL);
        ouro_xdecref(expression);
    }
    ouro_object *shown = value ? ouro_str(value) : NULL;
    char *utf8 = shown ? ouro_str_utf8(shown, NULL) : NULL;
    if (utf8) {
        puts(utf8);
    }
    ouro_memory_free(utf8);
    ouro_xdecref(shown);
    ouro_xdecref(value);
    return utf8 ? 0 : -1;
}

// Prints the exception in flight, and drops it.
static void complain(void) {
    ouro_object *exception = ouro_raised_take();
    ouro_object *text = exception ? ouro_str(exception) : NULL;
    char *utf8 = text ? ouro_str_utf8(text, NULL) : NULL;
    printf("%s: %s\n", exception ? ouro_type_of(exception)->name : "error", utf8 ? utf8 : "");
    ouro_memory_free(utf8);
    ouro_xdecref(text);
    ouro_xdecref(exception);
    ouro_raised_clear();
}

static const char *const built_in[] = {
    "(define (map f list) (if list (cons (f (car list)) (map f (cdr list))) ()))",
    "(define (factorial n) (if (< n 2) 1 (* n (factorial (- n 1)))))",
    "(map factorial '(1 5 10 25))",
    "(define (counter start) (define (next) (+ start 1)) next)",
    "((counter 41))",
    "(let ((x 6) (y 7)) (* x y))",
    "(car (cdr 5))",
    "(define (for-ever n) (for-ever (+ n 1))) (for-ever 0)",
};

int main(int argc, char **argv) {
    static lisp interpreter;
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    if (!runtime || lisp_start(&interpreter) < 0) {
        return 1;
    }
    const char *const *programs = argc > 1 ? (const char *const *)argv + 1 : built_in;
    size_t n = argc > 1 ? (size_t)argc - 1 : sizeof built_in / sizeof *built_in;
    for (size_t i = 0; i < n; i++) {
        if (run(&interpreter, programs[i]) < 0) {
            complain();
        }
    }
    ouro_gc_collect(2);
    ouro_gc_generation_stats stats[OURO_GENERATIONS];
    ouro_gc_get_stats(stats);
    unsigned long long died = stats[0].collected + stats[1].collected + stats[2].collected;
    printf("%llu objects died in cycles\n", died);
    return ouro_runtime_free(runtime) == 0 ? 0 : 1;
}
