/** Builds and updates elements. The only file that creates nodes; text always goes in as text. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element. Properties: `class`, `on` ({event: handler}), `data`; all else are attributes,
 * left out when null or false. Children are nodes, or anything else as text.
 *
 * @param {string} tag
 * @param {?Object} [props]
 * @param {...*} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(el, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) setProperty(el, name, value);
  append(el, children);
  return el;
}

function setProperty(el, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'on') Object.entries(value).forEach(([type, handler]) => el.addEventListener(type, handler));
  else if (name === 'data') Object.assign(el.dataset, value);
  else el.setAttribute(name, value === true ? '' : String(value));
}

function append(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces all children. */
export function fillWith(el, ...children) {
  el.replaceChildren();
  append(el, children);
  return el;
}

/** Sets text only where it differs, so that a selection survives live updates. */
export function setText(el, text) {
  const wanted = String(text ?? '');
  if (el.textContent !== wanted) el.textContent = wanted;
}

/** Sets or removes an attribute only where it differs. */
export function setAttr(el, name, value) {
  if (value === null || value === undefined || value === false) el.removeAttribute(name);
  else if (el.getAttribute(name) !== String(value)) el.setAttribute(name, String(value));
}

/** Sets a style property; allowed under the page's policy, unlike a style attribute. */
export function setStyle(el, name, value) {
  if (el.style.getPropertyValue(name) !== value) el.style.setProperty(name, value);
}

/**
 * Hides or shows elements. A focus that would be lost with them goes to the fallback: who uses keys stays where they were.
 *
 * @param {Map<Element, boolean>} hidden what is hidden and what not
 * @param {...Element} fallbacks the first that is shown takes the focus
 * @returns {boolean} true when the focus was in what is hidden now
 */
export function setHidden(hidden, ...fallbacks) {
  const focused = document.activeElement;
  hidden.forEach((value, el) => (el.hidden = value));
  const lost = [...hidden].some(([el, value]) => value && el.contains(focused));
  if (lost) fallbacks.find((el) => !el.hidden)?.focus({ preventScroll: true });
  return lost;
}

const rowsOf = new WeakMap();

/**
 * Makes the children of `parent` follow `items`, in order, keeping the elements of items that stay. The focus stays with
 * its item when that moves, and goes to the main link of the one in its place when it leaves.
 *
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => *} keyOf
 * @param {(item: T) => {el: Element, update: (item: T) => void}} create
 * @param {(row: {el: Element}) => void} [onRow] is given each row that is there afterwards
 */
export function keyed(parent, items, keyOf, create, onRow = () => {}) {
  const before = rowsOf.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) after.set(keyOf(item), rowFor(before, keyOf(item), item, create));
  const elements = [...after.values()].map((row) => row.el);
  const keepFocus = focusIn(parent);
  before.forEach((row, key) => after.has(key) || row.el.remove());
  place(parent, elements);
  keepFocus(elements);
  rowsOf.set(parent, after);
  after.forEach(onRow);
}

function rowFor(before, key, item, create) {
  const row = before.get(key) ?? create(item);
  row.update(item);
  return row;
}

/** Where the focus is among the children of `parent`; what it gives puts it back after they changed. */
function focusIn(parent) {
  const focused = document.activeElement;
  if (focused === parent || !parent.contains(focused)) return () => {};
  const at = [...parent.children].findIndex((el) => el.contains(focused));
  return (elements) => {
    if (document.activeElement === focused) return;
    const next = elements[Math.min(at, elements.length - 1)];
    const heir = () => next?.querySelector('.cover') ?? next?.querySelector('a[href], button');
    (parent.contains(focused) ? focused : heir())?.focus({ preventScroll: true });
  };
}

function place(parent, elements) {
  let at = parent.firstElementChild;
  for (const el of elements) {
    if (el === at) at = at.nextElementSibling;
    else parent.insertBefore(el, at);
  }
}
