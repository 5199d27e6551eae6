# SPDX-License-Identifier: MIT
"""Nothing is known of how CPython was built: this is not CPython."""


def get_config_vars():
    return {}
