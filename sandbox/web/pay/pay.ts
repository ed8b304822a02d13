// Makes the pay form comfortable: shows the fields of the chosen method, groups the card number,
// guards against a second click. Without it the form still works.

import './pay.css';

const form = document.querySelector<HTMLFormElement>('form.card');

function showChosen(): void {
  const chosen = form!.querySelector<HTMLInputElement>('input[name=method]:checked')?.value;
  for (const panel of form!.querySelectorAll<HTMLElement>('.panel'))
    panel.hidden = panel.dataset['for'] !== chosen;
}

function groupDigits(input: HTMLInputElement): void {
  const digits = input.value.replace(/\D/g, '').slice(0, 19);
  input.value =
    input.name === 'number'
      ? digits.replace(/(.{4})(?=.)/g, '$1 ')
      : digits.slice(0, 4).replace(/^(..)(?=.)/, '$1 / ');
}

if (form) {
  form.addEventListener('change', showChosen);
  form.addEventListener('input', ({ target }) => {
    if (
      target instanceof HTMLInputElement &&
      (target.name === 'number' || target.name === 'expiry')
    )
      groupDigits(target);
  });
  form.addEventListener('submit', () => {
    // After the browser has read which button was pressed.
    setTimeout(() =>
      form.querySelectorAll('button').forEach((button) => {
        button.disabled = true;
      }),
    );
    form.classList.add('busy');
  });
  // A page from the back-forward cache still has its buttons off.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  showChosen();
}
