// SPDX-License-Identifier: MIT
// Bytes between a file object and the system, with its two buffers.  Front-end, modules.
#include "file.h"

#include <errno.h>
#include <unistd.h>

// ---- Checks -------------------------------------------------------------------------------------

int py__file_unsupported(const char *message) {
    ouro_type *type = (ouro_type *)(void *)py__modules()->unsupported;
    if (type) {
        ouro_raise_type(type, "%s", message);
    } else {
        ouro_raise(OURO_EXC_OSError, "%s", message);
    }
    return -1;
}

int py__file_check_open(const py_file *file) {
    if (file->closed) {
        if (file->text) {
            ouro_raise(OURO_EXC_ValueError, "I/O operation on closed file.");
        } else {
            ouro_raise(OURO_EXC_ValueError, "%s of closed file", file->readable ? "read" : "write");
        }
        return -1;
    }
    return 0;
}

int py__file_check_readable(const py_file *file) {
    if (py__file_check_open(file) < 0) {
        return -1;
    }
    return file->readable ? 0 : py__file_unsupported(file->text ? "not readable" : "read");
}

int py__file_check_writable(const py_file *file) {
    if (py__file_check_open(file) < 0) {
        return -1;
    }
    return file->writable ? 0 : py__file_unsupported(file->text ? "not writable" : "write");
}

// ---- Reading ------------------------------------------------------------------------------------

// Room for at least as much again as is unread, at the end of `in`.
static int make_room(py_file *file) {
    size_t unread = file->in_end - file->in_start;
    if (file->in_start) {
        memmove(file->in, file->in + file->in_start, unread);
        file->in_start = 0;
        file->in_end = unread;
    }
    if (file->in && file->in_room - unread >= PY_FILE_ROOM / 2) {
        return 0;
    }
    size_t room = file->in ? file->in_room * 2 : PY_FILE_ROOM;
    char *grown = ouro_memory_resize(file->in, room);
    if (!grown) {
        return -1;
    }
    file->in = grown;
    file->in_room = room;
    return 0;
}

int py__file_fill(py_file *file) {
    if (py__file_drain(file) < 0 || make_room(file) < 0) {
        return -1;
    }
    for (;;) {
        ssize_t got = read(file->fd, file->in + file->in_end, file->in_room - file->in_end);
        if (got >= 0) {
            file->in_end += (size_t)got;
            return got > 0;
        }
        if (errno != EINTR) {
            ouro_raise_errno(errno, NULL);
            return -1;
        }
        if (py__check_interrupt() < 0) {
            return -1;
        }
    }
}

// ---- Writing ------------------------------------------------------------------------------------

// Writes all of `bytes`; returns how many got through, fewer only with an exception.
static size_t write_all(py_file *file, const char *bytes, size_t length) {
    size_t done = 0;
    while (done < length) {
        ssize_t wrote = write(file->fd, bytes + done, length - done);
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno != EINTR) {
            ouro_raise_errno(errno, NULL);
            break;
        } else if (py__check_interrupt() < 0) {
            break;
        }
    }
    return done;
}

int py__file_drain(py_file *file) {
    size_t done = file->out_used ? write_all(file, file->out, file->out_used) : 0;
    bool complete = done == file->out_used;
    file->out_used -= done;
    if (!complete) {
        memmove(file->out, file->out + done, file->out_used);
    }
    return complete ? 0 : -1;
}

// Reading went ahead of the program: the system's position goes back to the program's.
static int forget_read_ahead(py_file *file) {
    size_t unread = file->in_end - file->in_start;
    file->in_start = file->in_end = 0;
    if (unread && lseek(file->fd, -(off_t)unread, SEEK_CUR) < 0 && errno != ESPIPE) {
        ouro_raise_errno(errno, NULL);
        return -1;
    }
    return 0;
}

int py__file_put(py_file *file, const char *bytes, size_t length) {
    if (forget_read_ahead(file) < 0) {
        return -1;
    }
    if (!file->out && !(file->out = ouro_memory_new(PY_FILE_ROOM))) {
        ouro_raised_clear(); // without memory for a buffer, without a buffer
        return write_all(file, bytes, length) == length ? 0 : -1;
    }
    if (length > PY_FILE_ROOM - file->out_used) {
        if (py__file_drain(file) < 0) {
            return -1;
        }
        if (length >= PY_FILE_ROOM) {
            return write_all(file, bytes, length) == length ? 0 : -1;
        }
    }
    memcpy(file->out + file->out_used, bytes, length);
    file->out_used += length;
    return 0;
}

// ---- Closing ------------------------------------------------------------------------------------

int py__file_close(py_file *file) {
    if (file->closed) {
        return 0;
    }
    int failed = file->out_used ? py__file_drain(file) : 0;
    file->closed = true;
    file->out_used = 0;
    if (file->close_fd && file->fd >= 0 && close(file->fd) < 0 && !failed && errno != EINTR) {
        ouro_raise_errno(errno, NULL);
        failed = -1;
    }
    return failed;
}
