# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
"""Draws lines on two logarithmic axes as SVG. A dashed line of slope one shows linear growth."""

import html
import math

WIDTH, HEIGHT = 560, 340
LEFT, RIGHT, TOP, BOTTOM = 80, 130, 40, 50
COLOURS = ["#0b62a4", "#c0392b", "#2e8b57", "#7a5195"]


def _decades(values):
    """The powers of ten around the values."""
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _text(x, y, text, anchor="middle", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{html.escape(text)}</text>'


def _number(exponent):
    return f"{10 ** exponent:,.0f}" if exponent >= 0 else f"{10.0 ** exponent:g}"


def draw(path, title, x_label, y_label, series):
    """Writes a plot; series is a dictionary of lists of (x, y). Values that are not positive are left out."""
    series = {name: [(x, y) for x, y in points if x > 0 and y > 0] for name, points in series.items()}
    points = [point for line in series.values() for point in line]
    if not points:
        return
    x_low, x_high = _decades([x for x, _ in points])
    y_low, y_high = _decades([y for _, y in points])

    def at(x, y):
        return (LEFT + (math.log10(x) - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (math.log10(y) - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           _text(LEFT, 22, title, "start", ' font-size="15"')]
    for exponent in range(x_low, x_high + 1):
        x, _ = at(10.0 ** exponent, 10.0 ** y_low)
        out.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        out.append(_text(x, HEIGHT - BOTTOM + 16, _number(exponent)))
    for exponent in range(y_low, y_high + 1):
        _, y = at(10.0 ** x_low, 10.0 ** exponent)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(_text(LEFT - 6, y + 4, _number(exponent), "end"))
    out.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_label))
    out.append(_text(0, 0, y_label, "middle", f' transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"'))
    x, y = max(points, key=lambda point: point[0])
    low = max(x * 10.0 ** y_low / y, 10.0 ** x_low)
    (x1, y1), (x2, y2) = at(low, y * low / x), at(x, y)
    out.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#999" stroke-dasharray="4 4"/>')
    for i, (name, line) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        places = [at(x, y) for x, y in line]
        out.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        y = TOP + 14 + 18 * i
        out.append(f'<path d="M{WIDTH - RIGHT + 12} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        out.append(_text(WIDTH - RIGHT + 36, y, name, "start"))
    y = TOP + 14 + 18 * len(series)
    out.append(f'<path d="M{WIDTH - RIGHT + 12} {y - 4}h18" stroke="#999" stroke-dasharray="4 4"/>')
    out.append(_text(WIDTH - RIGHT + 36, y, "linear", "start"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(out + ["</svg>"]) + "\n")
