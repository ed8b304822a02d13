// Telegram's HTML mode as a table: source, text, entities; and source, error.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectEntities, parseHtml } from '../src/telegram/html.ts';
import { BotApiError } from '../src/telegram/errors.ts';

const accepted: [string, string, object[]][] = [
  ['plain', 'plain', []],
  ['<b>Анна</b>', 'Анна', [{ type: 'bold', offset: 0, length: 4 }]],
  [
    '<strong>a</strong><em>b</em>',
    'ab',
    [
      { type: 'bold', offset: 0, length: 1 },
      { type: 'italic', offset: 1, length: 1 },
    ],
  ],
  [
    '<b>x<i>y</i></b>',
    'xy',
    [
      { type: 'bold', offset: 0, length: 2 },
      { type: 'italic', offset: 1, length: 1 },
    ],
  ],
  [
    '<u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del>',
    'abcde',
    [
      { type: 'underline', offset: 0, length: 1 },
      { type: 'underline', offset: 1, length: 1 },
      { type: 'strikethrough', offset: 2, length: 1 },
      { type: 'strikethrough', offset: 3, length: 1 },
      { type: 'strikethrough', offset: 4, length: 1 },
    ],
  ],
  ['🚗<b>a</b>', '🚗a', [{ type: 'bold', offset: 2, length: 1 }]],
  ['<code>1 &lt; 2</code>', '1 < 2', [{ type: 'code', offset: 0, length: 5 }]],
  [
    '<pre><code class="language-cpp">int x;</code></pre>',
    'int x;',
    [{ type: 'pre', offset: 0, length: 6, language: 'cpp' }],
  ],
  [
    '<a href="https://example.ru/a?b=1&amp;c=2">тут</a>',
    'тут',
    [{ type: 'text_link', offset: 0, length: 3, url: 'https://example.ru/a?b=1&c=2' }],
  ],
  [
    "<a href='example.ru'>тут</a>",
    'тут',
    [{ type: 'text_link', offset: 0, length: 3, url: 'http://example.ru/' }],
  ],
  [
    '<a>https://example.ru</a>',
    'https://example.ru',
    [{ type: 'text_link', offset: 0, length: 18, url: 'https://example.ru/' }],
  ],
  ['<a href="javascript:x">тут</a>', 'тут', []],
  [
    '<a href="tg://user?id=1">тут</a>',
    'тут',
    [{ type: 'text_link', offset: 0, length: 3, url: 'tg://user?id=1' }],
  ],
  [
    '<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">y</span>',
    'xy',
    [
      { type: 'spoiler', offset: 0, length: 1 },
      { type: 'spoiler', offset: 1, length: 1 },
    ],
  ],
  ['<blockquote>a</blockquote>', 'a', [{ type: 'blockquote', offset: 0, length: 1 }]],
  [
    '<blockquote expandable>a</blockquote>',
    'a',
    [{ type: 'expandable_blockquote', offset: 0, length: 1 }],
  ],
  ['<B>x</b >', 'x', [{ type: 'bold', offset: 0, length: 1 }]],
  ['<b>x</>', 'x', [{ type: 'bold', offset: 0, length: 1 }]],
  ['<b></b>x', 'x', []],
  ['&lt;b&gt; &amp; &quot; &#39; &#x44F; &nbsp; &', `<b> & " ' я &nbsp; &`, []],
  ['  <b> x </b>  ', 'x', [{ type: 'bold', offset: 0, length: 1 }]],
  ['a\n<b>b</b>\n', 'a\nb', [{ type: 'bold', offset: 2, length: 1 }]],
];

for (const [source, text, entities] of accepted) {
  test(`HTML ${JSON.stringify(source)} is accepted`, () => {
    assert.deepEqual(parseHtml(source), { text, entities });
  });
}

const refused: [string, string][] = [
  ['a<br>b', 'Unsupported start tag "br" at byte offset 1'],
  ['я<p>b</p>', 'Unsupported start tag "p" at byte offset 2'],
  ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
  ['x</b>', 'Unexpected end tag at byte offset 1'],
  ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
  ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
  ['x<b', 'Unclosed start tag at byte offset 1'],
  ['<a href="x', 'Unclosed start tag at byte offset 0'],
  ['<b>x</b', 'Unclosed end tag at byte offset 4'],
  ['<a =x>y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
  ['<a href=x!y>y</a>', 'Unexpected end of name token at byte offset 8'],
  ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
];

for (const [source, description] of refused) {
  test(`HTML ${JSON.stringify(source)} is refused`, () => {
    assert.throws(
      () => parseHtml(source),
      (error) =>
        error instanceof BotApiError &&
        error.code === 400 &&
        error.description === `Bad Request: can't parse entities: ${description}`,
    );
  });
}

test('addresses and commands in a text become entities by themselves', () => {
  const found = (text: string) =>
    detectEntities({ text, entities: [] }).entities.map(({ type, offset, length }) => [
      type,
      text.slice(offset, offset + length),
    ]);
  assert.deepEqual(found('/start abc'), [['bot_command', '/start']]);
  assert.deepEqual(found('см. https://example.ru/a, anna@example.ru'), [
    ['url', 'https://example.ru/a'],
    ['email', 'anna@example.ru'],
  ]);
  assert.deepEqual(found('1/2 и 3/4'), []);
});
