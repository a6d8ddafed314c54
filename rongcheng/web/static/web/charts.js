/* Draws <figure data-chart="ID"> from the JSON beside it; see rongcheng/web/charts.py. */
(function () {
  "use strict";

  const COLOURS = ["#0d6154", "#c8862b", "#2f6f9f", "#b23a24", "#6b5b95", "#7a8a3a", "#5f6f6b"];
  const MAP_SHADES = ["#eef3ea", "#c9dfd3", "#9ac8b8", "#66ab99", "#3f9180"];
  const INK = "#1b2a27", SOFT = "#4a5754", LINE = "#e0dbcf";
  const maps = new Map();

  function fontSize() { return parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125; }

  function short(value) {
    if (!document.documentElement.lang.startsWith("zh") || Math.abs(value) < 10000) return value.toLocaleString();
    return Math.abs(value) >= 1e8 ? +(value / 1e8).toFixed(2) + "亿" : +(value / 1e4).toFixed(1) + "万";
  }

  function escape(text) {
    const box = document.createElement("i");
    box.textContent = text;
    return box.innerHTML;
  }

  function base(spec) {
    const text = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: fontSize(), color: INK };
    return {
      color: COLOURS,
      textStyle: text,
      animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 400,
      grid: { left: 4, right: 16, top: spec.series.length > 1 ? 40 : 16, bottom: 4, containLabel: true },
      legend: { show: spec.series.length > 1, top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: text },
      tooltip: {
        trigger: "item", confine: true, textStyle: text, borderColor: LINE,
        formatter: function (point) {
          const value = point.value == null || isNaN(point.value) ? "—" : Number(point.value).toLocaleString();
          return escape(point.name) + (spec.series.length > 1 ? " · " + escape(point.seriesName) : "") +
            "<br><b>" + value + "</b> " + escape(spec.unit);
        },
      },
    };
  }

  function axes(spec, width) {
    const text = { color: SOFT, fontSize: fontSize() };
    const close = spec.categories.length > 12; // one line each; the whole name stands in the tooltip and the table
    const label = spec.sideways ? { width: width * 0.36, overflow: close ? "truncate" : "break", interval: 0, hideOverlap: false } : {};
    const names = { type: "category", data: spec.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: "#85847b" } },
      axisLabel: Object.assign({ hideOverlap: true }, text, label), inverse: spec.sideways, boundaryGap: spec.kind === "bar" };
    const whole = spec.series.every(function (one) {
      return one.data.every(function (datum) { return Number.isInteger(datum.value || 0); });
    });
    const values = { type: "value", minInterval: whole ? 1 : 0, splitLine: { lineStyle: { color: LINE } }, splitNumber: 4,
      axisLabel: Object.assign({ formatter: short, hideOverlap: true }, text) };
    return spec.sideways ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  }

  function bars(spec, width) {
    const round = spec.sideways ? [0, 4, 4, 0] : [4, 4, 0, 0];
    return Object.assign(base(spec), axes(spec, width), {
      series: spec.series.map(function (one) {
        return { type: "bar", name: one.name, data: one.data, stack: spec.stacked ? "all" : undefined,
          barMaxWidth: 28, itemStyle: { borderRadius: spec.stacked ? 0 : round }, cursor: "pointer" };
      }),
    });
  }

  function lines(spec, width) {
    return Object.assign(base(spec), axes(spec, width), {
      series: spec.series.map(function (one) {
        return { type: "line", name: one.name, data: one.data, symbol: "circle", symbolSize: 8,
          lineStyle: { width: 2.5 }, areaStyle: spec.series.length === 1 ? { opacity: 0.08 } : undefined };
      }),
    });
  }

  /* Names and shares stand in a list beside the ring, or below it, where no label can wrap or touch another. */
  function pie(spec, width) {
    const option = base(spec);
    const data = spec.series[0].data;
    const total = data.reduce(function (sum, datum) { return sum + (datum.value || 0); }, 0) || 1;
    const shares = new Map(data.map(function (datum) { return [datum.name, (100 * (datum.value || 0) / total).toFixed(1) + "%"]; }));
    const letters = Math.max(...data.map(function (datum) { return datum.name.replace(/[^\x00-\xff]/g, "xx").length; }));
    const beside = width - (letters * 0.56 + 7) * fontSize() > 130;
    option.legend = Object.assign({
      show: true, orient: "vertical", selectedMode: false, icon: "roundRect", itemWidth: 12, itemHeight: 12, itemGap: beside ? 12 : 6,
      textStyle: { color: INK, fontSize: fontSize(), rich: { share: { color: SOFT, fontSize: fontSize(), padding: [0, 0, 0, 8] } } },
      formatter: function (name) { return name + "{share|" + shares.get(name) + "}"; },
    }, beside ? { right: "4%", top: "middle" } : { left: "center", bottom: 0 });
    option.series = [{ type: "pie", radius: beside ? ["42%", "68%"] : ["30%", "48%"], center: beside ? ["30%", "50%"] : ["50%", "32%"], data: data,
      padAngle: 1, itemStyle: { borderRadius: 4 }, label: { show: false }, emphasis: { label: { show: false } } }];
    return option;
  }

  /* A feature belongs to a datum when its code begins the datum's code, or the other way round. */
  function codeOf(feature) {
    const given = feature.properties || {};
    return String(given.code || given.adcode || feature.id || "");
  }

  async function outline(address) {
    if (!maps.has(address)) {
      maps.set(address, fetch(address, { headers: { Accept: "application/geo+json, application/json" } }).then(function (answer) {
        if (!answer.ok) throw new Error(address + " → " + answer.status);
        return answer.json();
      }).then(function (shape) {
        shape.features.forEach(function (feature) {
          feature.properties = Object.assign({}, feature.properties, { key: codeOf(feature).slice(0, 6) });
        });
        window.echarts.registerMap(address, shape);
        return shape;
      }));
    }
    return maps.get(address);
  }

  async function map(spec) {
    const shape = await outline(spec.outline);
    const names = new Map();
    const shorts = new Map();
    shape.features.forEach(function (feature) {
      names.set(feature.properties.key, feature.properties.name || "");
      shorts.set(feature.properties.key, feature.properties.short || feature.properties.name || "");
    });
    const data = spec.series[0].data.map(function (datum) {
      return Object.assign({}, datum, { name: String(datum.code || "").slice(0, 6), label: undefined, shown: datum.name });
    });
    const shown = new Map(data.map(function (datum) { return [datum.name, datum.shown]; }));
    const labels = new Map(data.map(function (datum) { return [datum.name, datum.short || datum.shown]; }));
    const most = Math.max(1, ...data.map(function (datum) { return datum.value || 0; }));
    const option = base(spec);
    option.tooltip.formatter = function (point) {
      const value = point.value == null || isNaN(point.value) ? "—" : Number(point.value).toLocaleString();
      return escape(shown.get(point.name) || names.get(point.name) || point.name) + "<br><b>" + value + "</b> " + escape(spec.unit);
    };
    option.visualMap = { min: 0, max: most, left: 0, bottom: 0, calculable: false, itemHeight: 90, itemWidth: 12,
      text: [short(most), "0"], inRange: { color: MAP_SHADES }, textStyle: { color: SOFT, fontSize: fontSize() } };
    option.series = [{ type: "map", map: spec.outline, nameProperty: "key", data: data, layoutCenter: ["52%", "50%"], layoutSize: "96%", roam: false, selectedMode: false, showLegendSymbol: false,
      label: { show: data.length <= 40, fontSize: fontSize() * 0.9, color: INK, textBorderColor: "#fff", textBorderWidth: 2,
        formatter: function (point) { return labels.get(point.name) || shorts.get(point.name) || ""; } },
      labelLayout: { hideOverlap: true },
      itemStyle: { areaColor: "#f3f1ea", borderColor: "#fff", borderWidth: 1 },
      emphasis: { label: { color: INK }, itemStyle: { areaColor: "#f0c878" } } }];
    return option;
  }

  const KINDS = { bar: bars, line: lines, pie: pie, map: map };

  function toggle(figure, chart) {
    const button = figure.querySelector("[data-chart-toggle]");
    const canvas = figure.querySelector(".chart-canvas");
    const table = figure.querySelector(".chart-table");
    const say = document.body.dataset;
    button.hidden = false;
    button.addEventListener("click", function () {
      const asTable = table.hidden;
      table.hidden = !asTable;
      canvas.hidden = asTable;
      button.setAttribute("aria-expanded", String(asTable));
      button.lastChild.textContent = " " + (asTable ? say.sayChart : say.sayTable);
      if (!asTable) chart.resize();
    });
  }

  async function draw(figure) {
    const source = document.getElementById(figure.dataset.chart);
    if (!source || figure.dataset.drawn) return;
    figure.dataset.drawn = "1";
    const spec = JSON.parse(source.textContent);
    let option;
    try { option = await KINDS[spec.kind](spec, figure.clientWidth); } catch (error) { console.warn(error); return; } // the table stays
    const canvas = figure.querySelector(".chart-canvas");
    canvas.hidden = false;
    figure.querySelector(".chart-table").hidden = true;
    const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
    chart.setOption(option);
    chart.on("click", function (point) { if (point.data && point.data.url) window.location.assign(point.data.url); });
    new ResizeObserver(function () {
      const width = canvas.clientWidth; // 0 while hidden, which a map cannot be drawn into
      if (width && width !== chart.getWidth()) chart.resize();
    }).observe(canvas);
    toggle(figure, chart);
  }

  window.rongchengChart = draw;
})();
