// SPDX-License-Identifier: MIT
// The module os.path: names of files and what they name.  Front-end, modules.
#include "common.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- What is there ------------------------------------------------------------------------------

// 1 and *info, 0 when there is no such file, -1 with TypeError.
static int look_at(ouro_object *object, struct stat *info, bool link) {
    if (ouro_is(object, OURO_T_INT)) {
        int fd;
        if (py__int_argument(object, &fd) < 0) {
            return -1;
        }
        return fstat(fd, info) == 0;
    }
    char *path = py__path_text("", object);
    if (!path) {
        if (ouro_raised_is(OURO_EXC_ValueError)) {
            ouro_raised_clear();
            return 0;
        }
        if (ouro_raised_is(OURO_EXC_TypeError)) {
            ouro_raised_clear();
            ouro_raise(OURO_EXC_TypeError,
                       "stat: path should be string, bytes, os.PathLike or integer, not %T", object);
        }
        return -1;
    }
    int failed = link ? lstat(path, info) : stat(path, info);
    ouro_memory_free(path);
    return failed == 0;
}

static ouro_object *do_exists(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    int there = look_at(path, &info, false);
    return there < 0 ? NULL : ouro_bool(there);
}

static ouro_object *do_isfile(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    int there = look_at(path, &info, false);
    return there < 0 ? NULL : ouro_bool(there && S_ISREG(info.st_mode));
}

static ouro_object *do_isdir(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    int there = look_at(path, &info, false);
    return there < 0 ? NULL : ouro_bool(there && S_ISDIR(info.st_mode));
}

static ouro_object *do_islink(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    int there = look_at(path, &info, true);
    return there < 0 ? NULL : ouro_bool(there && S_ISLNK(info.st_mode));
}

// Fills in `info` or raises OSError.
static int look_or_raise(ouro_object *path, struct stat *info) {
    errno = 0;
    int there = look_at(path, info, false);
    if (there == 0) {
        ouro_raise_errno(errno ? errno : ENOENT, path);
    }
    return there > 0 ? 0 : -1;
}

static ouro_object *do_getsize(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    return look_or_raise(path, &info) < 0 ? NULL : ouro_int_new(info.st_size);
}

static ouro_object *do_getmtime(ouro_object *self, ouro_object *path) {
    (void)self;
    struct stat info;
    return look_or_raise(path, &info) < 0
               ? NULL
               : ouro_float_new((double)info.st_mtim.tv_sec + (double)info.st_mtim.tv_nsec * 1e-9);
}

static ouro_object *do_realpath(ouro_object *self, ouro_object *object) {
    (void)self;
    char *path = py__path_text("", object), real[PATH_MAX];
    if (!path) {
        return NULL;
    }
    const char *found = realpath(path, real);
    ouro_memory_free(path);
    if (found) {
        return ouro_str_text(real);
    }
    ouro_object *own = py_import_module("os.path");
    ouro_object *result = own ? ouro_call_method_text(own, "abspath", &object, 1) : NULL;
    ouro_xdecref(own);
    return result;
}

static ouro_object *do_getcwd(ouro_object *self) {
    (void)self;
    char path[PATH_MAX];
    return getcwd(path, sizeof path) ? ouro_str_text(path) : ouro_raise_errno(errno, NULL);
}

// ---- Names --------------------------------------------------------------------------------------

// Only text is looked at: Python says it best.
static const char names_source[] =
    "sep, curdir, pardir, extsep, pathsep, altsep = '/', '.', '..', '.', ':', None\n"
    "devnull = '/dev/null'\n"
    "def _fspath(path):\n"
    "    if isinstance(path, (str, bytes)):\n"
    "        return path\n"
    "    try:\n"
    "        return type(path).__fspath__(path)\n"
    "    except AttributeError:\n"
    "        raise TypeError('expected str, bytes or os.PathLike object, not '\n"
    "                        + type(path).__name__) from None\n"
    "def join(a, *p):\n"
    "    path = _fspath(a)\n"
    "    for b in p:\n"
    "        if not isinstance(b, str) and not hasattr(b, '__fspath__'):\n"
    "            raise TypeError('join() argument must be str, bytes, or os.PathLike object, not '\n"
    "                            + repr(type(b).__name__))\n"
    "        b = _fspath(b)\n"
    "        if b.startswith('/'):\n"
    "            path = b\n"
    "        elif not path or path.endswith('/'):\n"
    "            path += b\n"
    "        else:\n"
    "            path += '/' + b\n"
    "    return path\n"
    "def split(p):\n"
    "    p = _fspath(p)\n"
    "    i = p.rfind('/') + 1\n"
    "    head, tail = p[:i], p[i:]\n"
    "    if head.strip('/'):\n"
    "        head = head.rstrip('/')\n"
    "    return head, tail\n"
    "def basename(p):\n"
    "    p = _fspath(p)\n"
    "    return p[p.rfind('/') + 1:]\n"
    "def dirname(p):\n"
    "    return split(p)[0]\n"
    "def splitext(p):\n"
    "    p = _fspath(p)\n"
    "    dot, start = p.rfind('.'), p.rfind('/') + 1\n"
    "    if dot > start and p[start:dot].strip('.'):\n"
    "        return p[:dot], p[dot:]\n"
    "    return p, p[:0]\n"
    "def isabs(p):\n"
    "    return _fspath(p).startswith('/')\n"
    "def normpath(path):\n"
    "    path = _fspath(path)\n"
    "    if not path:\n"
    "        return '.'\n"
    "    lead = '/' if path.startswith('/') else ''\n"
    "    if path.startswith('//') and not path.startswith('///'):\n"
    "        lead = '//'\n"
    "    parts = []\n"
    "    for part in path.split('/'):\n"
    "        if part in ('', '.'):\n"
    "            continue\n"
    "        if part != '..' or (not lead and not parts) or (parts and parts[-1] == '..'):\n"
    "            parts.append(part)\n"
    "        elif parts:\n"
    "            parts.pop()\n"
    "    return lead + '/'.join(parts) or '.'\n"
    "def abspath(path):\n"
    "    path = _fspath(path)\n"
    "    return normpath(path if isabs(path) else join(_getcwd(), path))\n"
    "def relpath(path, start='.'):\n"
    "    if not path:\n"
    "        raise ValueError('no path specified')\n"
    "    to = [x for x in abspath(path).split('/') if x]\n"
    "    at = [x for x in abspath(start).split('/') if x]\n"
    "    same = 0\n"
    "    while same < len(to) and same < len(at) and to[same] == at[same]:\n"
    "        same += 1\n"
    "    parts = ['..'] * (len(at) - same) + to[same:]\n"
    "    return join(*parts) if parts else '.'\n"
    "def expanduser(path):\n"
    "    path = _fspath(path)\n"
    "    if path == '~' or path.startswith('~/'):\n"
    "        import os\n"
    "        home = os.environ.get('HOME', '')\n"
    "        return (home.rstrip('/') + path[1:]) or '/' if home else path\n"
    "    return path\n"
    "def commonprefix(m):\n"
    "    if not m:\n"
    "        return ''\n"
    "    low, high = min(m), max(m)\n"
    "    for i, c in enumerate(low):\n"
    "        if c != high[i]:\n"
    "            return low[:i]\n"
    "    return low\n";

ouro_object *py__os_path_module(void) {
    static const ouro_method functions[] = {
        OURO_O("exists", do_exists, "Whether a path names something."),
        OURO_O("isfile", do_isfile, "Whether it names a file."),
        OURO_O("isdir", do_isdir, "Whether it names a folder."),
        OURO_O("islink", do_islink, "Whether it is a symbolic link."),
        OURO_O("getsize", do_getsize, "The size of a file in bytes."),
        OURO_O("getmtime", do_getmtime, "When a file was changed."),
        OURO_O("realpath", do_realpath, "The path without symbolic links."),
        OURO_NOARGS("_getcwd", do_getcwd, "The current folder."),
        {0},
    };
    ouro_object *module = py__module_make("posixpath", "Paths.", functions);
    if (module && py__module_run(module, names_source, "<os.path>") < 0) {
        ouro_clear(&module);
    }
    return module;
}
