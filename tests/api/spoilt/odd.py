"""What people and programs send that have slipped, or mean harm."""

from __future__ import annotations

from typing import Any, Final

ODD: Final[tuple[str, ...]] = (
    *("", " ", "'", "' OR 1=1 --", "1; DROP TABLE event; --", "%' UNION SELECT salt FROM personal_value --"),
    *("../../etc/passwd", "..\\..\\windows", "file:///etc/passwd", "<script>alert(1)</script>", "${jndi:ldap://x}"),
    *("{}", "[]", "null", "None", "true", "yes", "-1", "0", "501", "1e3", "0x10", "NaN", "Infinity", "9" * 400, "１２"),
    *("2025", "2025-06", "2025-02-30", "2025-13-01", "0000-00-00", "10000-01-01", "2025-1-1", "٢٠٢٥-٠٦-٣٠", "30.6."),
    *("2025-06-30T25:00:00Z", "2025-06-30T12:00:00", "2025-06-30T12:00:00 02:00", "2025-06-30 12:00Z", "2025-W26-1"),
    *("2025-06-30T12:00:60Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2025-06-30T12:00:00+99:99"),
    *("@", "@-1", "@1.5", "@" + "9" * 30, "@ 1", "2025-06-30..", "..", "..2025", "a..b..c", "2025-06-30..2025-02-30"),
    *("\ufeff2025-06-30", "2025-06-30\u2028", "e\u0301", "\U0001f4b8" * 60, "ﷺ" * 300, "a" * 5000, "investment.*.*"),
    *("company/", "/", "company/meta-platforms/x", "p_", "P_4W7K2M9Q1X", "deal/../company", "usd", "EUR ", 'W/"v1"'),
)  # fmt: skip
UNPRINTABLE: Final = ("\x00", "a\x00b", "\x1b[31m", "2025-06-30\n", "x\r\nX-Header: 1", "\x7f", "\x85")
NOT_UTF8: Final = (
    b"\xff",
    b"\xfe\xff",
    b"\xc0\xaf",
    b"caf\xe9",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"2025-06-30\xc3",
)
WRONG: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 10**30, 1e308, "", " ", [], {}, [[]], [None], {"a": {}}, "\x00", "a\x07b"),
    *("\ud800", "half \udfff", "2025-02-30", "2025-13", "20250612", "12/06/2025", "9999999", "0000", "a" * 6000, "１"),
    *("' OR 1=1 --", "../../etc/passwd", "-5", "+5", "1e9", "1,000", "NaN", {"id": "' --"}, {"name": ""}, [{}] * 3),
    *({"amount": 5, "currency": "USD"}, {"amount": "5"}, {"percent": "101"}, {"undisclosed": False}, {"$c": "AAAA"}),
)  # fmt: skip
