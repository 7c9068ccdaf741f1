"""The style of what pages draw as HTML; Streamlit's theme gives fonts and the ground."""

STYLE = """<style>
.tw-pair { display: grid; gap: 0 1.4rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(370px, 100%), 1fr)); }
.tw-day { border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .6rem; padding: .9rem 1rem .4rem; margin-bottom: .9rem; line-height: 1.45;
  min-width: 0; }
.tw-day header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .6rem;
  margin-bottom: .5rem; }
.tw-day header b { color: var(--tw-day); font-size: 1.02rem; }
.tw-day header span { opacity: .78; font-size: .88rem; overflow-wrap: anywhere; }
.tw-day header .tw-plan { order: 9; margin-left: auto; opacity: 1; font-size: .75rem;
  font-weight: 600; border-radius: 1rem; padding: .05rem .6rem;
  border: 1px solid var(--tw-mode); color: var(--tw-mode); }
section.tw-day ol, ul.tw-way-list { list-style: none; margin: 0; padding: 0; }
.tw-day li { display: grid; grid-template-columns: 1.55rem 3.1rem minmax(0, 1fr);
  gap: 0 .6rem; padding: 0 0 .75rem; margin: 0; position: relative; }
.tw-day li:not(:last-child)::before { content: ""; position: absolute; left: .74rem;
  top: 1.5rem; bottom: 0; border-left: 2px solid var(--tw-day); opacity: .35; }
.tw-day li.tw-way { padding-bottom: .5rem; font-size: .8rem; opacity: .78; }
.tw-day li.tw-way::before { top: 0 !important; border-left-style: dotted !important; }
.tw-no { background: var(--tw-day); color: #fff; border-radius: 50%; width: 1.55rem;
  height: 1.55rem; display: grid; place-items: center; font-size: .8rem; font-weight: 600; }
.tw-hotel .tw-no { border-radius: .3rem; background: #64748b; }
.tw-ride .tw-no { border-radius: .3rem; background: #334155; }
.tw-time { font-variant-numeric: tabular-nums; font-size: .88rem; line-height: 1.55rem; }
.tw-time small { display: block; opacity: .7; line-height: 1.1; font-size: .8rem; }
.tw-name { font-weight: 600; line-height: 1.55rem; overflow-wrap: anywhere; }
.tw-kind { font-weight: 400; font-size: .75rem; opacity: .85; margin-left: .35rem;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  border-radius: 1rem; padding: .05rem .5rem; white-space: nowrap; }
.tw-day p { margin: .05rem 0 .15rem; font-size: .88rem; overflow-wrap: anywhere; }
.tw-facts { display: flex; flex-wrap: wrap; gap: 0 .9rem; font-size: .8rem; opacity: .85;
  overflow-wrap: anywhere; min-width: 0; }
.tw-facts span { min-width: 0; }
.tw-warn { color: color-mix(in srgb, #ea7b0c 72%, currentColor); }
.tw-day p.tw-bad, .tw-day p.tw-tip { border-left: 3px solid; padding-left: .5rem;
  margin: .25rem 0; font-size: .82rem; }
.tw-day p.tw-bad { border-color: #dc2626; color: color-mix(in srgb, #dc2626 70%, currentColor); }
.tw-day p.tw-tip { border-color: #d97706; }
.tw-day details { font-size: .8rem; margin-top: .15rem; }
.tw-day summary { cursor: pointer; opacity: .8; }
.tw-day details ul { margin: .2rem 0 .3rem 1rem; padding: 0; list-style: disc; }
.tw-day details li { display: list-item; padding: 0 0 .1rem; font-size: .8rem; }
.tw-day details li::before { content: none !important; }
ul.tw-way-list { font-size: .88rem; margin: 0 0 .9rem; line-height: 1.45; padding: 0; }
.tw-way-list li { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); margin: 0;
  gap: 0 .6rem; padding: .4rem 0; overflow-wrap: anywhere;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.tw-way-list .tw-when { opacity: .8; }
.tw-way-list small { display: block; opacity: .85; font-size: .8rem; }
.tw-words { font-size: 1.05rem; line-height: 1.9; overflow-wrap: anywhere;
  white-space: pre-wrap; margin: 0 0 .3rem; }
.tw-words mark { background: color-mix(in srgb, #0d9488 26%, transparent); color: inherit;
  border-radius: .25rem; padding: .1rem .15rem; border-bottom: 2px solid #0d9488; }
.tw-read { border-collapse: collapse; width: 100%; font-size: .88rem; }
.tw-read th { text-align: left; font-weight: 600; opacity: .75; font-size: .8rem; }
.tw-read th, .tw-read td { padding: .25rem .8rem .25rem 0; vertical-align: top;
  overflow-wrap: anywhere; border: 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
</style>"""
