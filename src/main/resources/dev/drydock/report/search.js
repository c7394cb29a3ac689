/* Search over all paths: every word must be in the path, wherever. */

const MOST_FOUND = 60;

/** @param paths in lower case beside as they are @param note what stands beside a path @param chosen called with the number of a path */
function searchBox({ paths, size, note, chosen }) {
  const lower = paths.map((path) => path.toLowerCase());
  const results = el('ul', { id: 'found', role: 'listbox', 'aria-label': 'Paths found', hidden: true });
  const input = el('input', {
    type: 'search', id: 'search', placeholder: `Search ${counted(paths.length, 'path')}`, autocomplete: 'off', spellcheck: 'false',
    role: 'combobox', 'aria-label': 'Search all paths', 'aria-controls': 'found', 'aria-expanded': 'false', 'aria-autocomplete': 'list',
    'aria-keyshortcuts': '/',
  });
  let found = [];
  let active = -1;

  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    active = -1;
    input.removeAttribute('aria-activedescendant');
    if (words.length === 0) {
      close();
      return;
    }
    found = [];
    for (let number = 0; number < lower.length; number++) {
      if (words.every((word) => lower[number].includes(word))) {
        found.push(number);
      }
    }
    found.sort((one, other) => size(other) - size(one) || one - other);
    results.replaceChildren(...found.slice(0, MOST_FOUND).map((number, place) => option(number, place, words)));
    const said = found.length === 0 ? 'No path has that' : found.length > MOST_FOUND
      ? `${counted(found.length, 'path')}, the largest ${MOST_FOUND} shown`
      : counted(found.length, 'path');
    results.append(el('li', { class: 'said', role: 'presentation' }, said));
    results.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    announce(said);
  }

  function option(number, place, words) {
    return el('li', { id: `found-${place}`, role: 'option', 'aria-selected': 'false', mousedown: (event) => event.preventDefault(), click: () => choose(place) },
      marked(paths[number], words), el('small', {}, note(number)));
  }

  /** The path with the first place of each word marked. */
  function marked(path, words) {
    const shown = shortened(path, 200);
    const text = shown.toLowerCase();
    const marks = words.map((word) => [text.lastIndexOf(word), word.length]).filter(([at]) => at >= 0).sort((one, other) => one[0] - other[0]);
    const line = el('bdi', { class: 'literal' });
    let done = 0;
    for (const [at, length] of marks) {
      if (at >= done && text.length === shown.length) {
        line.append(shown.slice(done, at), el('mark', {}, shown.slice(at, at + length)));
        done = at + length;
      }
    }
    line.append(shown.slice(done));
    return line;
  }

  function move(by) {
    const last = Math.min(found.length, MOST_FOUND) - 1;
    if (last < 0) {
      return;
    }
    if (active >= 0) {
      results.children[active].setAttribute('aria-selected', 'false');
    }
    active = active + by < 0 ? last : active + by > last ? 0 : active + by;
    const now = results.children[active];
    now.setAttribute('aria-selected', 'true');
    now.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', now.id);
  }

  function close() {
    results.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }

  function choose(place) {
    close();
    chosen(found[place]);
  }

  input.addEventListener('input', search);
  input.addEventListener('focus', () => input.value && search());
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && found.length > 0 && !results.hidden) {
      choose(Math.max(0, active));
    } else if (event.key === 'Escape' && input.value) {
      input.value = '';
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !['INPUT', 'TEXTAREA'].includes(event.target.tagName)) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  return el('div', { class: 'search', role: 'search' }, input, el('kbd', { 'aria-hidden': 'true' }, '/'), results);
}
