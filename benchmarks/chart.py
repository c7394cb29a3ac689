"""A bar chart as SVG, the same for the same numbers."""
from html import escape

ROW, GAP, LEFT, WIDTH = 16, 12, 430, 960
# The colours follow the reader's theme, since the page that shows the chart does.
STYLE = """<style>
.paper { fill: #fff } text { fill: #1f2328 } .bar { fill: #b3bac2 } .ours { fill: #0b6e99 }
@media (prefers-color-scheme: dark) { .paper { fill: #0d1117 } text { fill: #e6edf3 } .bar { fill: #5b636d } .ours { fill: #4fb3dd } }
</style>"""


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
            parts.append('<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>' % ("ours" if name == "drydock" else "bar", LEFT, y, width, ROW - 3))
            parts.append('<text x="%d" y="%d">%s %.3f s</text>' % (LEFT + width + 6, y + 11, escape(name), value))
            y += ROW
        y += GAP
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">\n'
            '%s\n<rect class="paper" width="100%%" height="100%%"/>\n%s\n</svg>\n' % (WIDTH, y, STYLE, "\n".join(parts)))
