"""A bar chart as SVG, the same for the same numbers."""
from html import escape

ROW, GAP, LEFT, WIDTH = 16, 12, 330, 820
COLOURS = {"drydock": "#0b6e99"}


def svg(rows):
    """Rows of a group, a name, and seconds; each group has a scale of its own, since they differ a thousandfold."""
    groups = {}
    for group, name, value in rows:
        groups.setdefault(group, []).append((name, value))
    parts, y = [], 10
    for group, bars in groups.items():
        top = max(value for _, value in bars) or 1
        parts.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (LEFT - 10, y + 12, escape(group)))
        for name, value in bars:
            width = max(1, round((WIDTH - LEFT - 220) * value / top))
            parts.append('<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>' % (LEFT, y, width, ROW - 3, COLOURS.get(name, "#b8b8b8")))
            parts.append('<text x="%d" y="%d">%s %.3f s</text>' % (LEFT + width + 6, y + 11, escape(name), value))
            y += ROW
        y += GAP
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">\n'
            '<rect width="100%%" height="100%%" fill="#fff"/>\n%s\n</svg>\n' % (WIDTH, y, "\n".join(parts)))
