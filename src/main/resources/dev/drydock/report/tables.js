/* Tables that can be sorted, of which the first rows are shown until more are asked for. */

const FIRST_ROWS = 12;
const MORE_ROWS = 500;

/**
 * @param columns each {title, key: row => what it is sorted by, show: row => element or text, number: whether it stands to the right}
 * @param sorted the number of the column that it is sorted by at first, with `down` for the largest first; -1 for as given
 */
function table({ caption, columns, rows, sorted = -1, down = true, first = FIRST_ROWS, none = 'None.' }) {
  if (rows.length === 0) {
    return el('p', { class: 'none' }, none);
  }
  let shown = Math.min(rows.length, first);
  let by = sorted;
  let largestFirst = down;
  let order = rows;
  const body = el('tbody', {});
  const more = el('button', { type: 'button', class: 'more', click: () => grow() });
  const heads = columns.map((column, number) => el('th', { scope: 'col', class: column.number ? 'number' : false },
    column.key ? el('button', { type: 'button', click: () => sort(number) }, column.title) : column.title));

  function line(row) {
    return el('tr', {}, ...columns.map((column) => el('td', { class: column.number ? 'number' : column.class || false }, column.show(row))));
  }

  function fill() {
    body.replaceChildren(...order.slice(0, shown).map(line));
    rest();
  }

  function rest() {
    const left = order.length - shown;
    more.hidden = left <= 0;
    more.textContent = left <= MORE_ROWS ? `Show all ${countText(order.length)}` : `Show ${MORE_ROWS} more of ${countText(order.length)}`;
  }

  function grow() {
    const from = shown;
    shown = Math.min(order.length, shown + MORE_ROWS);
    body.append(...order.slice(from, shown).map(line));
    rest();
    announce(`${shown} of ${order.length} rows shown`);
    if (more.hidden) {
      body.rows[from].tabIndex = -1;
      body.rows[from].focus({ preventScroll: true });
    }
  }

  function arrange() {
    if (by >= 0) {
      const key = columns[by].key;
      const sign = largestFirst ? -1 : 1;
      order = [...rows].sort((one, other) => sign * compared(key(one), key(other)));
      heads.forEach((head, number) => head.setAttribute('aria-sort', number === by ? (largestFirst ? 'descending' : 'ascending') : 'none'));
    }
    fill();
  }

  function sort(number) {
    largestFirst = number === by ? !largestFirst : Boolean(columns[number].number);
    by = number;
    arrange();
    announce(`Sorted by ${columns[number].title}, ${largestFirst ? 'descending' : 'ascending'}`);
  }

  arrange();
  return el('div', { class: 'scroll' },
    el('table', {}, el('caption', { class: 'unseen' }, caption), el('thead', {}, el('tr', {}, ...heads)), body), more);
}

function compared(one, other) {
  return typeof one === 'number' ? one - other : one < other ? -1 : one > other ? 1 : 0;
}

/** A size with a bar of its share. */
function sized(bytes, whole) {
  return el('span', { class: 'sized' }, bar(whole > 0 ? bytes / whole : 0), sizeText(bytes));
}
