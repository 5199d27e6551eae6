# Number theory with large integers.
# SPDX-License-Identifier: MIT
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def is_prime(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x, y = y, (y + n // y) // 2
    return x


def pi_digits(n):
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    out = []
    while len(out) < n:
        if 4 * q + r - t < m * t:
            out.append(str(m))
            q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return "".join(out)


print(gcd(2 ** 100 * 3 ** 50, 6 ** 60), [n for n in range(100) if is_prime(n)], is_prime(2 ** 127 - 1), is_prime(2 ** 128 + 1))
print(isqrt(10 ** 60), isqrt(2 * 10 ** 100), pi_digits(60))
a, b = 0, 1
for _ in range(500):
    a, b = b, a + b
print(a)
m = 10 ** 9 + 7
print(sum(pow(i, i, m) for i in range(1, 200)) % m, sum(int(c) for c in str(2 ** 1000)), sum(int(d) for d in str(3 ** 2000)))
