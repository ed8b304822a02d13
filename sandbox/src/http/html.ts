// Template strings for the few pages the server renders itself; every inserted value is escaped.

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export class Html {
  constructor(readonly text: string) {}
}

export function html(parts: TemplateStringsArray, ...values: (string | number | Html)[]): Html {
  return new Html(
    parts.reduce((whole, part, index) => {
      const value = values[index - 1]!;
      return whole + (value instanceof Html ? value.text : escapeText(String(value))) + part;
    }),
  );
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escapes[char]!);
}
