// Browser and device as the browser itself tells them: client hints where there are any, else the user agent string.
// What neither tells is left out or called "Other": nothing here is guessed.

/** Resolves to `{browser, device}` in the shape of a web event. */
export async function describeClient() {
  const text = navigator.userAgent;
  const hints = navigator.userAgentData;
  const more = hints ? await detailed(hints) : {};
  const [family, version] = browserOf(text, more.fullVersionList ?? hints?.brands);
  const [osFamily, osVersion] = systemOf(text, hints?.platform, more.platformVersion);
  const mobile = hints ? hints.mobile : /Mobi|Android/.test(text);
  const tablet = /iPad|Tablet/.test(text) || (/Android/.test(text) && !/Mobi/.test(text));
  const category = tablet ? "tablet" : mobile ? "mobile" : "desktop";
  return {
    browser: { family, version, lang: navigator.language },
    device: {
      category,
      type: more.model || { tablet: "Tablet", mobile: "Phone", desktop: "Computer" }[category],
      isMobile: category !== "desktop",
      screenHeight: screen.height,
      screenWidth: screen.width,
      screenDensity: Math.round(devicePixelRatio) || 1,
      osFamily,
      osVersion,
      ...(/iPhone|iPad|Macintosh/.test(text) ? { manufacturer: "Apple" } : {}),
    },
  };
}

async function detailed(hints) {
  const slow = new Promise((resolve) => { setTimeout(resolve, 300, {}); });
  const asked = hints.getHighEntropyValues(["fullVersionList", "platformVersion", "model"]).catch(() => ({}));
  return Promise.race([asked, slow]);
}

function browserOf(text, brands) {
  // Chromium adds a made-up brand on purpose; a real product stands before its engine.
  const real = (brands ?? []).filter(({ brand }) => !/not.?a.?brand|^\W|\W{2}/i.test(brand));
  const named = real.find(({ brand }) => brand !== "Chromium") ?? real[0];
  if (named) return [named.brand.replace(/^(Google|Microsoft) /, ""), named.version];
  for (const [family, pattern] of [
    ["Edge", /Edg(?:e|A|iOS)?\/([\d.]+)/], ["Opera", /OPR\/([\d.]+)/], ["Samsung Internet", /SamsungBrowser\/([\d.]+)/],
    ["Firefox", /(?:Firefox|FxiOS)\/([\d.]+)/], ["Chrome", /(?:Chrome|CriOS)\/([\d.]+)/], ["Safari", /Version\/([\d.]+).*Safari/],
  ]) {
    const found = pattern.exec(text);
    if (found) return [family, found[1]];
  }
  return ["Other", ""];
}

function systemOf(text, platform, platformVersion) {
  if (platform) return [platform, windowsName(platform, platformVersion)];
  for (const [family, pattern] of [
    ["Windows", /Windows NT ([\d.]+)/], ["iOS", /(?:iPhone )?OS ([\d_]+) like Mac/], ["macOS", /Mac OS X ([\d_.]+)/],
    ["Android", /Android ([\d.]+)/], ["Linux", /Linux()/],
  ]) {
    const found = pattern.exec(text);
    if (found) return [family, found[1].replaceAll("_", ".")];
  }
  return ["Other", ""];
}

// Windows gives the number of its interface, not its name: 13 and later is Windows 11.
function windowsName(platform, version = "") {
  if (platform !== "Windows") return version;
  const major = Number.parseInt(version, 10);
  return Number.isNaN(major) ? version : major >= 13 ? "11" : major > 0 ? "10" : version;
}
