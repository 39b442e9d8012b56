//! Measures a page from inside and outside while something happens to it: long tasks, drawing, clicks, memory.

use serde_json::json;

use crate::browser::Browser;

/// Before the page's own script: keeps the program's memory where it can be asked for.
pub(crate) const KEEP_MEMORY: &str = "
for (const way of ['instantiate', 'instantiateStreaming']) {
  const own = WebAssembly[way];
  WebAssembly[way] = async (...given) => {
    const made = await own.apply(WebAssembly, given);
    window.programMemory = (made.instance || made).exports.memory;
    return made;
  };
}";

/// Begins anew. A batch is a frame in which events came on the map; a click's time is from the hand to the next picture.
const BEGIN: &str = "
if (window.meter) window.meter.end();
const meter = window.meter = {tasks: [], clicks: [], frames: [], begun: performance.now()};
const tasks = new PerformanceObserver(list => meter.tasks.push(...list.getEntries().map(one => one.duration)));
tasks.observe({type: 'longtask'});
const clicks = new PerformanceObserver(list => meter.clicks.push(...list.getEntries().filter(one => one.name === 'click').map(one => one.duration)));
clicks.observe({type: 'event', durationThreshold: 16});
let isChanged = false;
const changes = new MutationObserver(() => { isChanged = true; });
changes.observe(all('list', 'Journey map')[0], {childList: true, subtree: true});
const each = at => { if (isChanged) meter.frames.push(at); isChanged = false; if (window.meter === meter && !meter.isOver) requestAnimationFrame(each); };
requestAnimationFrame(each);
meter.end = () => { meter.isOver = true; tasks.disconnect(); clicks.disconnect(); changes.disconnect(); };
return true";

/// The tasks of 50 ms and more, the clicks of 16 ms and more, and the most frames that brought events within a second.
const READ: &str = "
const meter = window.meter;
const most = meter.frames.reduce((most, from, at) => Math.max(most, meter.frames.findLastIndex(time => time < from + 1000) - at + 1), 0);
const sorted = [...meter.tasks].sort((one, other) => one - other);
return {
  seconds: (performance.now() - meter.begun) / 1000, nTasks: sorted.length, slowest: sorted.at(-1) || 0,
  p99: sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] : 0,
  click: meter.clicks.length ? Math.max(...meter.clicks) : 0, nFrames: meter.frames.length, most,
}";

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// How long.
    pub(crate) seconds: f64,
    /// Tasks of 50 ms and more, the slowest of them and the 99th of a hundred, ms.
    pub(crate) n_tasks: u64,
    pub(crate) slowest: f64,
    pub(crate) p99: f64,
    /// The slowest click, from the hand to the next picture, ms; 0 when none took 16 ms.
    pub(crate) click: f64,
    /// Frames in which events came on the map, and the most of them within a second.
    pub(crate) n_frames: u64,
    pub(crate) most: u64,
}

/// What a page holds once nothing is left over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    /// Of the script's heap, MiB.
    pub(crate) heap: f64,
    /// Of the program's memory, MiB.
    pub(crate) memory: f64,
    pub(crate) listeners: f64,
    pub(crate) nodes: f64,
}

impl Browser {
    /// Begins to measure.
    pub(crate) async fn measure(&self) {
        self.run(BEGIN, vec![]).await;
    }

    /// What was measured so far.
    pub(crate) async fn measured(&self) -> Measured {
        let value = self.run(READ, vec![]).await;
        let number = |name: &str| value[name].as_f64().unwrap_or(f64::NAN);
        let count = |name: &str| value[name].as_u64().unwrap_or(u64::MAX);
        Measured {
            seconds: number("seconds"),
            n_tasks: count("nTasks"),
            slowest: number("slowest"),
            p99: number("p99"),
            click: number("click"),
            n_frames: count("nFrames"),
            most: count("most"),
        }
    }

    /// Presses the middle of the first thing of this role and name, by hand.
    pub(crate) async fn press(&self, role: &str, name: &str) {
        let place = "const box = all(arguments[0], arguments[1])[0].getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]";
        let place = self.run(place, vec![json!(role), json!(name)]).await;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.cdp("Input.dispatchMouseEvent", event).await;
        }
    }

    /// What the page holds after everything that can be let go is.
    pub(crate) async fn held(&self) -> Held {
        self.cdp("Performance.enable", json!({})).await;
        self.cdp("HeapProfiler.enable", json!({})).await;
        for _ in 0..3 {
            self.cdp("HeapProfiler.collectGarbage", json!({})).await;
        }
        let metrics = self.cdp("Performance.getMetrics", json!({})).await;
        let metric = |name: &str| {
            let all = metrics["metrics"].as_array();
            let own = all.into_iter().flatten().find(|one| one["name"] == name);
            own.and_then(|one| one["value"].as_f64()).unwrap_or(f64::NAN)
        };
        let memory =
            self.run("return window.programMemory ? window.programMemory.buffer.byteLength : null", vec![]).await;
        let mebi = f64::from(1 << 20);
        Held {
            heap: metric("JSHeapUsedSize") / mebi,
            memory: memory.as_f64().unwrap_or(f64::NAN) / mebi,
            listeners: metric("JSEventListeners"),
            nodes: metric("Nodes"),
        }
    }
}
