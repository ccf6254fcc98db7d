export interface PageParts {
  /** Fresh for every page. */
  readonly nonce: string;
  /** What the editor calls its own origin for local resources. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** BCP 47, such as `en`. */
  readonly language: string;
}

/** The page's shell. Nothing of a log is ever part of it; nothing but our script runs in it, and it loads nothing else. */
export function pageHtml({ nonce, cspSource, script, style, language }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${attribute(style)}">
<title>Audit Log</title>
</head>
<body>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
