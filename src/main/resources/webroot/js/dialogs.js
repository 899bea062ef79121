/** Asks before something is changed, says how it went, and copies. Used by actions and views. */

import { h, fillWith, setText } from './dom.js';
import { icon } from './icons.js';

/** Shows a dialog until it is closed. */
export function openDialog(label, kind, content) {
  const dialog = h('dialog', { class: kind, 'aria-label': label }, content);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    keepFocus();
  });
  dialog.showModal();
  return dialog;
}

/** The browser gives the focus back to what asked, unless that is gone meanwhile. */
function keepFocus() {
  if (document.activeElement !== document.body) return;
  const place = document.querySelector('dialog.drawer[open] h2') ?? document.getElementById('view');
  place.focus({ preventScroll: true });
}

/**
 * Asks in a dialog; the promise is true when the user agreed.
 *
 * @param {{title: string, body: string, agree: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export const confirm = (question) => confirmWith(question).answer;

/**
 * Asks something whose words come later: `say(body, agree)` sets them; until `agree` is said there
 * is nothing to agree to.
 *
 * @param {{title: string, body: string, agree?: string, danger?: boolean}} question
 * @returns {{answer: Promise<boolean>, say: (body: string, agree: ?string) => void}}
 */
export function confirmWith({ title, body, agree, danger = false }) {
  const yes = h('button', { class: danger ? 'btn danger' : 'btn primary', value: 'yes' });
  const no = h('button', { class: 'btn', value: 'no', autofocus: true }, 'Keep as it is');
  const text = h('p', { 'aria-live': 'polite' });
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', null, title),
    text,
    h('div', { class: 'row end' }, no, yes),
  );
  const say = (words, agreeText) => {
    setText(text, words);
    setText(yes, agreeText ?? 'Counting');
    yes.disabled = !agreeText;
  };
  say(body, agree);
  const dialog = openDialog(title, 'ask', form);
  const answer = new Promise((resolve) =>
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes')),
  );
  return { answer, say };
}

const TOAST_MS = 5000;

/** Shows a line for some seconds; read out by screen readers. */
export function toast(text, kind = 'good') {
  const el = h(
    'div',
    { class: `toast ${kind}` },
    icon(kind === 'bad' ? 'alert' : 'check'),
    h('span', null, text),
  );
  const at = document.querySelector('dialog.drawer[open] .toasts') ?? document.getElementById('toasts');
  at.append(el);
  setTimeout(() => el.remove(), kind === 'bad' ? 2 * TOAST_MS : TOAST_MS);
}

/** Shows why the API refused. */
export const toastError = (error) => toast([error.message, error.hint].filter(Boolean).join(' '), 'bad');

/** A button that copies; null where the browser does not let a page copy. */
export function copyButton(textOf, label = 'Copy') {
  if (!navigator.clipboard) return null;
  const button = h('button', { class: 'btn small', type: 'button' });
  const show = (name, text) => fillWith(button, icon(name), h('span', null, text));
  show('copy', label);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(textOf()).then(
      () => show('check', 'Copied'),
      () => show('alert', 'Not allowed'),
    );
    setTimeout(() => show('copy', label), 1500);
  });
  return button;
}
