// SPDX-License-Identifier: MIT
// The installed headers, used from C++.
#include <cstdio>

#include "ouro.h"

int main() {
    ouro_runtime *runtime = ouro_runtime_new(nullptr);
    if (runtime == nullptr)
        return 1;
    ouro_object *number = ouro_int_new(1000);
    const bool good = number != nullptr && ouro_int_compact(number) == 1000;
    ouro_decref(number);
    const bool clean = ouro_runtime_free(runtime) == 0;
    std::puts(good && clean ? "use_headers: ok" : "use_headers: wrong");
    return 0;
}
