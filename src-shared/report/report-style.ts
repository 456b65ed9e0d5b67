/** Beside the tokens of the program's window, which stand before it. */
export const REPORT_STYLE = `
*,*::before,*::after{box-sizing:border-box}
body{margin:0 auto;max-width:1000px;padding:32px 24px 48px;font:var(--t-13);color:var(--ink);background:var(--page)}
h1,h2,p,dl,dd,ul,figure{margin:0;padding:0}
ul{list-style:none}
h1{font:var(--t-20);font-weight:var(--w-title);letter-spacing:var(--track-20);overflow-wrap:anywhere}
h2{font:var(--t-15);font-weight:var(--w-title);margin:32px 0 8px}
.dim{color:var(--ink-2)}.mute{color:var(--ink-3)}
.num,td,dd{font-variant-numeric:tabular-nums}
header{display:grid;gap:4px;padding-bottom:16px;border-bottom:1px solid var(--line)}
.key{display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:16px;padding:16px 0;border-bottom:1px solid var(--line)}
.key dt{font:var(--t-12);color:var(--ink-3)}.key dd{font:var(--t-15);font-weight:var(--w-label);overflow-wrap:anywhere}
.facts div{display:grid;grid-template-columns:120px minmax(0,1fr);gap:24px;padding:2px 0}
.facts dt{color:var(--ink-3)}.facts dd{overflow-wrap:anywhere}
.advice{padding:8px 12px;margin-top:8px;background:var(--warn-soft);border:1px solid var(--warn-line);border-radius:var(--r-2)}
.advice b{font-weight:var(--w-title)}
.note{white-space:pre-wrap;padding-top:8px}
.problem{color:var(--error)}
figure{margin:8px 0 16px}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(400px,1fr));gap:0 20px}figure svg{display:block;width:100%;height:auto}
.scroll{overflow:auto;max-height:480px;border:1px solid var(--line);border-radius:var(--r-2)}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent-ink);outline-offset:2px}
table{width:100%;border-collapse:collapse;font:var(--t-12)}
th{position:sticky;top:0;background:var(--well);color:var(--ink-2);font-weight:var(--w-label);text-align:left}
th,td{padding:4px 12px;white-space:nowrap}
tbody tr+tr td{border-top:1px solid var(--line)}
.r{text-align:right}
tr:has(.best) td{font-weight:var(--w-title)}
.wrap{white-space:normal;overflow-wrap:anywhere;min-width:200px}
code{font-family:var(--font-mono);font-size:.95em}details{margin-top:8px}summary{cursor:pointer;color:var(--ink-2)}
pre{margin:8px 0 0;padding:12px;overflow:auto;max-height:480px;background:var(--well);border-radius:var(--r-2);font:12px/16px var(--font-mono)}
.log li{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:12px;padding:2px 0;font:var(--t-12)}
.log time{color:var(--ink-3);font-variant-numeric:tabular-nums}
.log .error{color:var(--error)}.log .warning{color:var(--warn)}
footer{margin-top:32px;padding-top:12px;border-top:1px solid var(--line);font:var(--t-12);color:var(--ink-3)}
@media print{.scroll,pre{max-height:none;overflow:visible}body{padding:0}figure,tr{break-inside:avoid}}
`.replace(/\n/g, '');
