// For who may not list the queues or topics: leads to one by its name.
import { part, tags, useState } from '../dom.js';
import { go } from '../router.js';
import { t } from '../text.js';
import { Field } from './field.js';

const { button, footer, form, input } = tags;

/** above: the address above those of their pages. */
export const OpenByName = part(function OpenByName({ above }) {
  const [name, setName] = useState('');
  return form(
    {
      class: 'inline open-by-name',
      noValidate: true,
      onSubmit: (event) => {
        event.preventDefault();
        go(...above, name.trim());
      },
    },
    Field({
      label: t(`open.${above[0]}`),
      control: (attributes) => input({ ...attributes, class: 'mono', autoComplete: 'off', value: name, onInput: (event) => setName(event.target.value) }),
    }),
    footer(button({ class: 'primary', disabled: name.trim() === '' }, t('open'))),
  );
});
