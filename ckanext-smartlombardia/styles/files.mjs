// Copies the fonts and gathers the icons that the pages use into public/smartlombardia.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const PUBLIC = '../ckanext/smartlombardia/public/smartlombardia';
const FONTS = ['400-normal', '400-italic', '600-normal', '700-normal'];
const ICONS = readFileSync('icons.txt', 'utf8').split('\n').filter(Boolean);

mkdirSync(`${PUBLIC}/fonts`, { recursive: true });
for (const font of FONTS) {
  const file = `titillium-web-latin-${font}.woff2`;
  copyFileSync(`node_modules/@fontsource/titillium-web/files/${file}`, `${PUBLIC}/fonts/${file}`);
}
copyFileSync('node_modules/@fontsource/titillium-web/LICENSE', `${PUBLIC}/fonts/LICENSE.txt`);

const sprite = readFileSync('node_modules/bootstrap-italia/dist/svg/sprites.svg', 'utf8');
const symbols = ICONS.map((icon) => {
  const symbol = sprite.match(new RegExp(`<symbol[^>]*id="${icon}"[^>]*>.*?</symbol>`, 's'));
  if (!symbol) throw new Error(`bootstrap-italia has no icon ${icon}`);
  return symbol[0];
});
const own = readFileSync('own.svg', 'utf8').trim();
writeFileSync(`${PUBLIC}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n${own}\n</svg>\n`);
