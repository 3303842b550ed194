// Asks before something that cannot be undone; what is deleted has to be named.
import { part, tags, useState } from '../dom.js';
import { t } from '../text.js';
import { FormDialog } from './dialog.js';
import { Field } from './field.js';

const { code, input, p } = tags;

/** text: a paragraph, or several; below it what else there is to know. name: what has to be typed; without it a click is enough. */
export const Confirm = part(function Confirm({ title, text, name, action, danger = true, submit, onClose, children }) {
  const [typed, setTyped] = useState('');
  return FormDialog(
    { title, action, danger, submit, onClose, disabled: name !== undefined && typed !== name },
    [text].flat().map((one) => one && p(one)),
    children,
    name !== undefined &&
      Field({
        label: [t('type.name'), ' ', code(name)],
        control: (attributes) =>
          input({ ...attributes, value: typed, 'data-first': true, onInput: (e) => setTyped(e.target.value) }),
      }),
  );
});
