# SPDX-License-Identifier: MIT
"""collections.UserList, as far as proxies are tried on it, and UserString, as far as sets hold some."""


class UserList:
    def __init__(self, initlist=()):
        self.data = list(initlist)

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, item):
        return item in self.data

    def __getitem__(self, index):
        found = self.data[index]
        return type(self)(found) if isinstance(index, slice) else found

    def __setitem__(self, index, value):
        self.data[index] = value

    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserList) else other)

    def append(self, item):
        self.data.append(item)


class UserString:
    def __init__(self, data):
        self.data = data

    def __str__(self):
        return self.data

    def __repr__(self):
        return repr(self.data)

    def __hash__(self):
        return hash(self.data)

    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserString) else other)
