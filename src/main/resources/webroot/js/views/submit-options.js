/** What a submission says about its job: name, order, limits, when it may start. */

import { h, setAttr } from '../dom.js';

const NUMBERS = [
  ['priority', 'Priority', 0, 9999, '5', 'Of tasks that name none; higher runs first.'],
  ['limit', 'At most at a time', 1, 1000000, 'no limit', 'Running tasks of this job.'],
  ['max_fails', 'Pause after failures', 1, 10000000, 'never', 'Failed tasks that stop the job.'],
  [
    'after',
    'Start after job',
    1,
    Number.MAX_SAFE_INTEGER,
    'at once',
    'The number of a job that has to be over first.',
  ],
];

/** @param {() => void} onChange */
export function submitOptions(onChange) {
  const name = field(
    'name',
    'Name',
    { type: 'text', maxlength: 128, placeholder: 'job-12' },
    'The same name again adds to that job.',
  );
  const numbers = NUMBERS.map(([id, label, min, max, placeholder, hint]) =>
    field(id, label, { type: 'number', inputmode: 'numeric', step: 1, min, max, placeholder }, hint),
  );
  const start = field(
    'not_before',
    'Not before',
    { type: 'datetime-local' },
    'When the first task may start.',
  );
  const fresh = check('new', 'A new job, even if one has this name');
  const partial = check('partial', 'Leave out lines with mistakes, send the others');
  const more = h(
    'details',
    null,
    h('summary', null, 'More options'),
    numbers.map((n) => n.el),
    start.el,
    fresh.el,
  );
  const el = h('form', { class: 'options', on: { submit: (e) => e.preventDefault(), input: onChange } }, [
    name.el,
    partial.el,
    more,
  ]);
  partial.el.hidden = true;
  const ofNumber = (id) => numbers.find((n) => n.id === id).input;

  return {
    el,
    partial: () => partial.input.checked && !partial.el.hidden,
    priority: () => (ofNumber('priority').value === '' ? null : ofNumber('priority').valueAsNumber),
    valid: () => el.checkValidity(),
    /** Mistakes bring a choice that makes no sense without them. */
    update(reading, fileName) {
      const faults = reading?.mistakeCount ?? 0;
      partial.el.hidden = faults === 0 || reading.tasks === 0;
      setAttr(name.input, 'placeholder', fileName || 'job-12');
    },
    query(fileName) {
      const said = Object.fromEntries(numbers.map((n) => [n.id, n.input.value]));
      const at = start.input.value;
      return {
        ...said,
        name: name.input.value.trim() || fileName,
        not_before: at === '' ? '' : new Date(at).toISOString(),
        new: fresh.input.checked ? 'true' : '',
        partial: partial.input.checked && !partial.el.hidden ? 'true' : '',
      };
    },
  };
}

function field(id, label, attributes, hint) {
  const input = h('input', {
    id: `submit-${id}`,
    autocomplete: 'off',
    'aria-describedby': `submit-${id}-hint`,
    ...attributes,
  });
  const el = h(
    'div',
    { class: 'field' },
    h('label', { for: `submit-${id}` }, label),
    input,
    h('span', { class: 'sub', id: `submit-${id}-hint` }, hint),
  );
  return { id, el, input };
}

function check(id, label) {
  const input = h('input', { type: 'checkbox', id: `submit-${id}` });
  return { el: h('label', { class: 'check', for: `submit-${id}` }, input, h('span', null, label)), input };
}
