/** Asks before something is changed, says how it went, and copies. Used by actions and views. */

import { h, fillWith } from './dom.js';
import { icon } from './icons.js';

/**
 * Asks in a dialog; the promise is true when the user agreed.
 *
 * @param {{title: string, body: string, agree: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, body, agree, danger = false }) {
  const yes = h('button', { class: danger ? 'btn danger' : 'btn primary', value: 'yes' }, agree);
  const no = h('button', { class: 'btn', value: 'no', autofocus: true }, 'Keep as it is');
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', null, title),
    h('p', null, body),
    h('div', { class: 'row end' }, no, yes),
  );
  const dialog = h('dialog', { class: 'ask', 'aria-label': title }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
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
