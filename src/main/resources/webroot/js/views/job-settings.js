/** The settings of a job, changed in place: priority, limit, largest number of failed tasks. */

import * as api from '../api.js';
import { toast, toastError } from '../dialogs.js';
import { h, setAttr, setText } from '../dom.js';

const FIELDS = [
  {
    name: 'priority',
    label: 'Priority',
    min: 0,
    max: 9999,
    none: 'as each task says',
    hint: 'Higher runs first. Also moves what is queued.',
  },
  {
    name: 'limit',
    label: 'At most at a time',
    min: 1,
    max: 1000000,
    none: 'no limit',
    hint: 'Running tasks of this job.',
  },
  {
    name: 'max_fails',
    label: 'Pause after failures',
    min: 1,
    max: 10000000,
    none: 'never',
    hint: 'Failed tasks that stop the job.',
  },
];

/** @param {import('../store.js').Store} store */
export function jobSettings(store) {
  const fields = FIELDS.map(settingField);
  const save = h('button', { class: 'btn primary', type: 'submit' }, 'Save');
  const back = h('button', { class: 'btn', type: 'reset' }, 'Undo');
  const buttons = h('div', { class: 'row' }, save, back);
  const el = h(
    'form',
    { class: 'settings', on: { submit, input: show, reset } },
    fields.map((f) => f.el),
    buttons,
  );
  let job = null;

  async function submit(event) {
    event.preventDefault();
    const change = Object.fromEntries(changes().map((f) => [f.name, f.value()]));
    save.disabled = true;
    try {
      const changed = await api.changeJob(job.id, change);
      fields.forEach((f) => f.set(changed[f.name] ?? null));
      store.addJobs([changed]);
      toast('Saved.');
    } catch (error) {
      toastError(error);
    }
    save.disabled = false;
    show();
  }

  /** A priority cannot be taken away, only replaced. */
  const changes = () => fields.filter((f) => f.isChanged() && !(f.name === 'priority' && f.value() === null));

  function reset(event) {
    event.preventDefault();
    fields.forEach((f) => f.undo());
    show();
  }

  function show() {
    buttons.hidden = changes().length === 0;
    fields.forEach((f) => f.el.classList.toggle('changed', f.isChanged()));
  }

  /** What the user is typing is not overwritten by news of the job. */
  function update(now) {
    job = now;
    fields.forEach((f) => f.renew(now[f.name] ?? null));
    show();
  }
  return { el, update };
}

function settingField({ name, label, min, max, none, hint }) {
  const id = `setting-${name}`;
  const input = h('input', {
    id,
    type: 'number',
    inputmode: 'numeric',
    min,
    max,
    step: 1,
    placeholder: none,
    'aria-describedby': `${id}-hint`,
    autocomplete: 'off',
  });
  const remark = h('span', { class: 'sub', id: `${id}-hint` });
  const el = h('div', { class: 'setting' }, h('label', { for: id }, label), input, remark);
  let saved = null;
  const value = () => (input.value === '' ? null : input.valueAsNumber);
  const isChanged = () => value() !== saved || !input.validity.valid;
  const set = (now) => {
    saved = now;
    input.value = now === null ? '' : String(now);
    setAttr(input, 'value', now);
  };
  setText(remark, hint);
  return {
    name,
    el,
    value,
    isChanged,
    set,
    undo: () => set(saved),
    renew(now) {
      if (!isChanged()) set(now);
      else saved = now;
    },
  };
}
