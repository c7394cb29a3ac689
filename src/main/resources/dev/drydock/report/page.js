/* What every page needs. All that comes from an image reaches the page as text nodes and attribute values, never as markup. */

const facts = JSON.parse(document.getElementById('facts').textContent);

/** An element. Attributes are named by this script alone; a function is a listener; children are elements or text. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') {
      element.addEventListener(key, value);
    } else if (value !== false && value !== undefined) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children);
  return element;
}

function svg(name, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes || {})) {
    element.setAttribute(key, value);
  }
  return element;
}

/** Decimal units, as the terminal shows them: 43.8 MB. */
function sizeText(bytes) {
  if (bytes < 1000) {
    return `${bytes} B`;
  }
  let value = bytes / 1000;
  for (const unit of ['kB', 'MB']) {
    if (value < 999.95) {
      return `${value.toFixed(value < 9.995 ? 2 : 1)} ${unit}`;
    }
    value /= 1000;
  }
  return `${value.toFixed(value < 9.995 ? 2 : 1)} GB`;
}

function growthText(bytes) {
  return (bytes > 0 ? '+' : bytes < 0 ? '−' : '') + sizeText(Math.abs(bytes));
}

function shareText(part) {
  const percent = part * 100;
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

function countText(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

function counted(count, noun) {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A long text cut in the middle: the ends of paths tell them apart. */
function shortened(text, most) {
  return text.length <= most ? text : `${text.slice(0, Math.floor(most / 3))}…${text.slice(text.length - Math.ceil((most * 2) / 3))}`;
}

function brief(digest) {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** Text from outside, on its own line of thought: right-to-left names do not reorder what stands around them. */
function literal(text, most) {
  const shown = shortened(text, most || 160);
  return el('bdi', { class: 'literal', title: shown === text ? undefined : shortened(text, 4000) }, shown);
}

/** The same in the letters of what stands around it. */
function named(text, most) {
  const element = literal(text, most);
  element.className = 'named';
  return element;
}

/** A bar of a part of one; what it says stands beside it as text. */
function bar(part, colour) {
  const fill = el('span', { class: `fill ${colour || ''}` });
  fill.style.width = `${Math.max(0, Math.min(1, part)) * 100}%`;
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/** Tells a screen reader what happened elsewhere on the page. */
const live = el('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });

function announce(text) {
  live.textContent = text;
}

function section(id, title, note, ...content) {
  const heading = el('h2', { id: `${id}-title` }, title);
  return el('section', { id, 'aria-labelledby': `${id}-title` }, heading, note ? el('p', { class: 'note' }, note) : '', ...content);
}

/** A few words beside a heading that stand for a fact. */
function figure(name, value, note) {
  return el('div', { class: 'figure' }, el('dt', {}, name), el('dd', {}, el('strong', {}, value), el('span', {}, note)));
}

function pairs(rows) {
  return el('dl', { class: 'pairs' }, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

const THEMES = ['auto', 'light', 'dark'];

function remembered() {
  try {
    const theme = localStorage.getItem('drydock-theme');
    return THEMES.includes(theme) ? theme : 'auto';
  } catch {
    return 'auto'; // some browsers keep nothing for files
  }
}

function themeSwitch() {
  const set = (theme) => {
    if (theme === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    try {
      localStorage.setItem('drydock-theme', theme);
    } catch {
      // it lasts until the page is closed
    }
  };
  const now = remembered();
  set(now);
  return choice('Theme', THEMES.map((theme) => [theme, theme[0].toUpperCase() + theme.slice(1)]), now, set);
}

let choices = 0;

/** One of a few, as radio buttons in a row. */
function choice(name, options, chosen, onChange) {
  const group = `choice-${choices++}`;
  return el('fieldset', { class: 'choice' }, el('legend', {}, name), ...options.map(([value, text]) =>
    el('label', {}, el('input', { type: 'radio', name: group, value, checked: value === chosen, change: () => onChange(value) }),
      el('span', {}, text))));
}

/** Puts the page together: a header that stays, and the sections below each other. */
function page(subject, search, sections) {
  const links = sections.map((each) => el('a', { href: `#${each.id}` }, each.querySelector('h2').textContent));
  document.body.append(
    el('a', { class: 'skip', href: '#main' }, 'Skip to the report'),
    el('header', { class: 'top' },
      el('div', { class: 'row' }, el('span', { class: 'brand' }, 'Drydock', el('span', {}, subject)), search || '', themeSwitch()),
      el('nav', { 'aria-label': 'Sections' }, ...links)),
    el('main', { id: 'main', tabindex: '-1' }, ...sections),
    el('footer', {}, 'Made by Drydock from the image itself. Nothing on this page was loaded from elsewhere.'),
    live);
}
