/// The page's style sheet: light and dark, screen and paper, wide and narrow. System fonts only.
///
/// It must not contain `<` or `&`, so that the page stays well-formed XML.
enum Stylesheet {
  /// The sheet, exactly as it stands in the page: its digest is in the content policy.
  static let text: StaticString = """
    :root{color-scheme:light dark;
    --bg:#f5f6f8;--card:#ffffff;--ink:#1b2430;--dim:#566270;--line:#d9dee5;--soft:#eef1f5;--accent:#2b5c8a;--link:#1d4f7c;
    --critical:#9b1c3c;--high:#b8450f;--medium:#8a6100;--low:#3f6b8f;
    --critical-bg:#fbeaee;--high-bg:#fdf0e8;--medium-bg:#fbf5e2;--low-bg:#ecf2f7;
    --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
    --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
    @media (prefers-color-scheme:dark){:root{
    --bg:#12161c;--card:#1a2029;--ink:#e3e8ee;--dim:#9aa7b5;--line:#313b48;--soft:#222a35;--accent:#6fa8dc;--link:#8fbfe8;
    --critical:#ff8ba3;--high:#ffab78;--medium:#e8c35a;--low:#8fb9dc;
    --critical-bg:#3a1c26;--high-bg:#38241a;--medium-bg:#332b16;--low-bg:#1d2b38}}
    *{box-sizing:border-box}
    html{scroll-padding-top:3.6rem;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--sans)}
    main{max-width:1180px;margin:0 auto;padding:1.5rem 1.25rem 4rem}
    section{margin:0 0 2.75rem}
    h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .75rem;letter-spacing:-.01em}
    h2{font-size:1.25rem;margin:0 0 .4rem;padding-bottom:.35rem;border-bottom:1px solid var(--line)}
    h3{font-size:1.05rem;margin:1.4rem 0 .5rem}
    h4{font-size:.82rem;margin:1.3rem 0 .5rem;color:var(--dim);font-weight:600}
    p{margin:.4rem 0;max-width:90ch}
    a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
    a:focus-visible,summary:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
    small{font-size:.82rem;color:var(--dim)}
    .label,.note,.intro{color:var(--dim)}
    .label{font-size:.82rem}.note{font-size:.88rem}
    .lead p{font-size:1.03rem;max-width:96ch;text-wrap:pretty}
    .skip{position:absolute;left:-9999px}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:9}
    .masthead{position:sticky;top:0;z-index:5;display:flex;gap:1.5rem;align-items:baseline;padding:.6rem 1.25rem;
    background:var(--card);border-bottom:1px solid var(--line)}
    .brand b{font-size:1.05rem;margin-right:.45rem}.brand span{color:var(--dim)}.brand{white-space:nowrap}
    nav{display:flex;gap:1.1rem;overflow-x:auto;margin-left:auto}
    nav a{text-decoration:none;color:var(--dim);white-space:nowrap;font-size:.9rem}nav a:hover{color:var(--link);text-decoration:underline}
    .banner{max-width:none;background:var(--medium-bg);border:1px solid var(--medium);border-left-width:5px;border-radius:6px;padding:.6rem 1rem;margin:0 0 1.25rem}
    .card,.incident,.tactic{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.15rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:.75rem;margin:1.25rem 0 0}
    .tiles>div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem .95rem;min-width:0}
    .tiles dt{color:var(--dim);font-size:.82rem}.tiles dd{margin:0}
    .tiles b{display:block;font-size:1.55rem;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums}
    .tiles small{display:block;overflow-wrap:anywhere}
    .t,code{font-family:var(--mono);font-size:.86em;unicode-bidi:isolate;white-space:pre-wrap;overflow-wrap:anywhere}
    pre{margin:.4rem 0;padding:.7rem .85rem;background:var(--soft);border-radius:6px;overflow:auto;max-height:34rem;line-height:1.45}
    pre.t{font-size:.8rem}
    .cp{font:600 .72em var(--mono);color:var(--critical);background:var(--critical-bg);border-radius:3px;padding:0 .25em;margin:0 1px;white-space:nowrap}
    .sev{display:inline-flex;align-items:center;gap:.32rem;font-size:.82rem;font-weight:600;white-space:nowrap}
    .sev.critical{color:var(--critical)}.sev.high{color:var(--high)}.sev.medium{color:var(--medium)}.sev.low{color:var(--low)}
    .mark{width:.78rem;height:.78rem;flex:none}
    .critical>path,.mark.critical{fill:var(--critical)}.high>path,.mark.high{fill:var(--high)}
    .medium>path,.mark.medium{fill:var(--medium)}.low>path,.mark.low{fill:var(--low)}
    .line{display:flex;flex-wrap:wrap;gap:.15rem .7rem;align-items:baseline}
    .line .mark{align-self:center}
    .who{display:inline-block;min-width:0}.who .label{margin-right:.1rem}
    .tech{text-decoration:none;color:var(--ink);background:var(--soft);border-radius:4px;padding:.05rem .4rem;font-size:.82rem}
    a.tech:hover{text-decoration:underline}.tech b{font-weight:600}
    .tactic-name{font-size:.82rem;font-weight:600;color:var(--dim)}
    .scroll{overflow-x:auto}
    .chart{display:block;width:100%;min-width:760px;height:auto}
    .chart text{font:11.5px var(--sans);fill:var(--dim)}
    .chart .grid{stroke:var(--line);stroke-width:1;stroke-dasharray:2 3}.chart .axis{stroke:var(--dim);stroke-width:1}
    .chart rect.critical,.bar .critical{fill:var(--critical)}.chart rect.high,.bar .high{fill:var(--high)}
    .chart rect.medium,.bar .medium{fill:var(--medium)}.chart rect.low,.bar .low{fill:var(--low)}
    .chart rect.events,.bar .accent{fill:var(--accent)}
    .lane.critical .span{fill:var(--critical)}.lane.high .span{fill:var(--high)}.lane.medium .span{fill:var(--medium)}.lane.low .span{fill:var(--low)}
    .lane .span{opacity:.45}.lane path{stroke:var(--card);stroke-width:1}
    .lane text{fill:var(--ink);font-weight:600}
    .legend{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:baseline;max-width:none}
    .graph text{fill:var(--ink);font:12px var(--sans)}.graph>text,.graph .sub{fill:var(--dim);font-size:10.5px}
    .graph .box{fill:var(--card);stroke:var(--line);stroke-width:1.2}
    .graph .edge{fill:none;stroke:var(--accent);opacity:.42}
    .graph g:hover>.edge{opacity:1}.graph .node:hover .box{stroke:var(--accent)}
    .bar{width:100%;height:.5rem;display:block}.bar .track{fill:var(--soft)}
    .incident{margin:1rem 0 1.5rem;border-left-width:4px;padding:1rem 1.35rem 1.25rem}
    .incident.critical{border-left-color:var(--critical)}.incident.high{border-left-color:var(--high)}
    .incident.medium{border-left-color:var(--medium)}.incident.low{border-left-color:var(--low)}
    .incident h3{font-size:1.2rem;margin:.2rem 0 .35rem;overflow-wrap:anywhere}
    .chain{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 0;padding:0;margin:.7rem 0 0;font-size:.85rem}
    .chain li{font-weight:600;color:var(--dim)}.chain li+li::before{content:"\\2192";padding:0 .6rem;color:var(--dim);font-weight:400}
    .steps{list-style:none;margin:0;padding:0}
    .steps>li{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:0 1.1rem;padding:.6rem 0;border-top:1px solid var(--line)}
    .steps>li:first-child{border-top:0}.what{min-width:0}
    .when{font-variant-numeric:tabular-nums;font-size:.88rem}.when small{display:block}
    .when time{white-space:nowrap}
    .alert-link{font-weight:600;overflow-wrap:anywhere}
    .meta{font-size:.88rem;margin-top:.15rem}
    .because{font-size:.92rem;margin-top:.3rem;color:var(--dim);display:flex;flex-direction:column;gap:.2rem;align-items:flex-start;overflow-wrap:anywhere}
    .because>*{max-width:100%}
    .because code,.proc>code,.proc>.long code,td>code{color:var(--ink)}
    .because>code,.proc>code{background:var(--soft);border-radius:4px;padding:.15rem .45rem;display:block;width:fit-content;max-width:100%}
    ul,ol{padding-left:1.3rem;margin:.4rem 0}
    .plain,.links{list-style:none;padding-left:0}.plain li,.links li{padding:.18rem 0}
    .tree,.tree ul{list-style:none;margin:0;padding:0}
    .tree ul{margin-left:.55rem;padding-left:1.1rem;border-left:1px solid var(--line)}
    .tree li{position:relative}
    .tree ul>li::before{content:"";position:absolute;left:-1.1rem;top:1.05rem;width:.8rem;border-top:1px solid var(--line)}
    .proc{padding:.35rem .55rem;border-radius:5px;margin-bottom:3px}
    .proc.critical{background:var(--critical-bg)}.proc.high{background:var(--high-bg)}
    .proc.medium{background:var(--medium-bg)}.proc.low{background:var(--low-bg)}
    .proc>code{margin-top:.15rem;background:none;padding:0}
    .hit{font-size:.86rem}
    .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:1rem;margin-top:.75rem}
    .columns>.card>h3{margin-top:0}
    .risks{list-style:none;padding:0;margin:0}.risks>li{border-top:1px solid var(--line);padding:.4rem 0}
    .risks summary{display:grid;grid-template-columns:.7rem auto minmax(9rem,2.4fr) 2rem minmax(3rem,1fr) 5rem;gap:.7rem;align-items:center;list-style:none}
    .risks summary::-webkit-details-marker{display:none}
    .risks .name{font-weight:600;min-width:0}.risks .score{text-align:right;font-weight:600;font-variant-numeric:tabular-nums}
    .risks .plain{margin-left:1.5rem;font-size:.9rem}
    .matrix{display:grid;grid-template-columns:repeat(auto-fill,minmax(205px,1fr));gap:.75rem;margin-top:.75rem;align-items:start}
    .tactic{padding:.7rem .8rem}.tactic h3{margin:0 0 .5rem;font-size:.9rem}.tactic ul{list-style:none;padding:0;margin:0}
    .cell{border-left:3px solid var(--line);padding:.25rem 0 .3rem .55rem;margin:.35rem 0}
    .cell .line{flex-wrap:nowrap;gap:.4rem}.cell .line .mark{align-self:baseline;margin-top:.15rem}.cell .tech{background:none;padding:0}
    .cell.critical{border-color:var(--critical)}.cell.high{border-color:var(--high)}.cell.medium{border-color:var(--medium)}.cell.low{border-color:var(--low)}
    .filter{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center;margin:.6rem 0}
    .filter label{display:inline-flex;gap:.4rem;align-items:center;cursor:pointer}
    .filter input{accent-color:var(--accent);margin:0}
    .alerts:has(.f.critical:not(:checked)) .alert.critical,.alerts:has(.f.high:not(:checked)) .alert.high,
    .alerts:has(.f.medium:not(:checked)) .alert.medium,.alerts:has(.f.low:not(:checked)) .alert.low{display:none}
    summary{cursor:pointer}
    .alert{background:var(--card);border:1px solid var(--line);border-bottom-width:0}
    .alert:last-of-type{border-bottom-width:1px}
    .alert>summary{display:grid;grid-template-columns:.7rem 5.2rem minmax(0,1fr) fit-content(48%);gap:.3rem .9rem;padding:.5rem .9rem;align-items:baseline;list-style:none}
    .alert>summary::-webkit-details-marker{display:none}
    .risks summary::before,.alert>summary::before{content:"\\25B8";color:var(--dim)}
    .risks details[open]>summary::before,.alert[open]>summary::before{content:"\\25BE"}
    .alert>summary:hover{background:var(--soft)}
    .alert[open]>summary{background:var(--soft);border-bottom:1px solid var(--line)}
    .alert .title{font-weight:600;overflow-wrap:anywhere}.alert .no{color:var(--dim);font-weight:400;font-variant-numeric:tabular-nums;margin-right:.2rem}
    .alert .meta{display:flex;flex-wrap:wrap;gap:0 .8rem;justify-content:flex-end;margin:0;color:var(--dim)}
    .alert:target>summary,.incident:target{outline:2px solid var(--accent)}
    .evidence{padding:.6rem 1.1rem 1.1rem}
    .pairs{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1.2rem;margin:.4rem 0}
    .pairs dt{color:var(--dim);font-size:.88rem}.pairs dd{margin:0;min-width:0;overflow-wrap:anywhere}
    .signal{border-left:3px solid var(--line);padding:.1rem 0 .2rem .9rem;margin:.5rem 0}
    .field[title]{cursor:help}.reasons{margin:.35rem 0}.reasons th{font-weight:400;color:var(--dim);text-align:left;width:15rem}
    .event{margin:.35rem 0;font-size:.9rem}
    .json .k{color:var(--link)}.json .s{color:var(--ink)}.json .n{color:var(--high)}
    .long>summary{list-style:none}.long>summary::-webkit-details-marker{display:none}
    .long>summary small{text-decoration:underline}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:.4rem 1.5rem;margin:.8rem 0}
    .facts>div{border-top:1px solid var(--line);padding:.35rem 0}.facts dt{font-weight:600}.facts dd{margin:0}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th,td{text-align:left;vertical-align:top;padding:.4rem .7rem .4rem 0;border-top:1px solid var(--line)}
    thead th{border-top:0;color:var(--dim);font-weight:600;font-size:.82rem;white-space:nowrap}
    .reasons th,.reasons td{padding:.25rem .8rem .25rem 0}.reasons tr:first-child>*{border-top:0}
    .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .path{min-width:16rem}.short{min-width:7rem}.barcell{width:9rem}.dense td{padding-top:.22rem;padding-bottom:.22rem}.dense .barcell{vertical-align:middle}
    .plot{display:block;width:100%;height:auto}.plot text{font:11.5px var(--sans);fill:var(--dim)}
    .plot .grid{stroke:var(--line);stroke-width:1;stroke-dasharray:2 3}.plot .axis{stroke:var(--dim);stroke-width:1}
    .plot .curve{fill:none;stroke-width:2;stroke-linejoin:round}.plot .band{opacity:.18}
    .plot .curve.one{stroke:var(--accent)}.plot .curve.two{stroke:var(--high)}.plot .curve.three{stroke:var(--medium)}
    .plot .curve.none{stroke:var(--dim);stroke-width:1.3;stroke-dasharray:5 4}
    .plot .band.one,.plot .point.one{fill:var(--accent)}.plot .band.two,.plot .point.two{fill:var(--high)}.plot .point.none{fill:var(--dim)}
    .plot .column{fill:var(--accent)}.plot .column.two{fill:var(--high)}
    .swatch{width:1.7rem;height:.65rem;display:inline-block}.key{display:inline-flex;gap:.35rem;align-items:center}
    .stamp{max-width:none;border:1px solid var(--line);border-left-width:5px;border-radius:6px;padding:.6rem 1rem;margin:0 0 1.25rem;background:var(--card)}
    .stamp.good{border-color:var(--low);background:var(--low-bg)}.stamp.bad{border-color:var(--critical);background:var(--critical-bg)}
    .outcome{white-space:nowrap;font-weight:600;font-size:.88rem}.outcome.good{color:var(--low)}.outcome.bad{color:var(--critical)}.outcome.open{color:var(--medium)}
    @media (max-width:760px){
    main{padding:1rem .8rem 3rem}.masthead{flex-direction:column;gap:.3rem;position:static}nav{margin-left:0;width:100%}
    .steps>li{grid-template-columns:1fr}.alert>summary{grid-template-columns:.7rem 1fr}.alert>summary>*{grid-column:2}.alert .meta{justify-content:flex-start}
    .risks summary{grid-template-columns:.7rem auto minmax(0,1fr) 2.2rem}.risks summary .bar,.risks summary small{grid-column:3/-1}
    .pairs{grid-template-columns:1fr}.pairs dd{margin-bottom:.4rem}.reasons th{width:auto}}
    @media print{
    :root{--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#bbb;--soft:#f2f2f2;--accent:#2b5c8a;--link:#000;
    --critical:#9b1c3c;--high:#b8450f;--medium:#8a6100;--low:#3f6b8f;
    --critical-bg:#fff;--high-bg:#fff;--medium-bg:#fff;--low-bg:#fff}
    body{font-size:10pt}main{max-width:none;padding:0}.masthead nav,.skip,.filter,.screen{display:none}.masthead{position:static;padding:0 0 .4rem}
    details:not(.event)::details-content{content-visibility:visible;block-size:auto;height:auto}
    pre{max-height:none;overflow:visible}.scroll{overflow:visible}.chart{min-width:0}
    h2,h3,h4,summary{break-after:avoid}.steps>li,.proc,.tiles>div,.cell,tr,.chart{break-inside:avoid}
    a{text-decoration:none}.critical,.high,.medium,.low,.bar,.chart{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """
}
