//! The agent's own choices on this page: size, theme, shortcuts; copying, and what to say about it.
//!
//! No data of a customer is held or stored here. What the browser must do is behind [`Surroundings`].

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

/// Context: the agent's choices. Copy it into any callback.
#[derive(Clone, Copy)]
pub struct Desk {
    view: RwSignal<ViewSize>,
    is_view_chosen: StoredValue<bool>,
    theme: RwSignal<Theme>,
    shortcuts: RwSignal<bool>,
    urls: RwSignal<bool>,
    masked: RwSignal<bool>,
    said: RwSignal<Said>,
    is_away: RwSignal<bool>,
    n_attention: StoredValue<u32>,
    language: StoredValue<Arc<str>>,
    surroundings: StoredValue<Rc<dyn Surroundings>, LocalStorage>,
}

/// The two sizes of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewSize {
    /// One column.
    #[default]
    Half,
    /// The whole screen.
    Full,
}

impl ViewSize {
    /// `half` or `full`: the value of `data-view` and of the `view` parameter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Full => "full",
        }
    }

    /// The inverse of [`Self::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Half, Self::Full].into_iter().find(|view| view.name() == name)
    }
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// `auto`, `light` or `dark`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The inverse of [`Self::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// Something to say at once; the number makes a repeat audible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Counts up.
    pub number: u64,
    /// What to say.
    pub text: Arc<str>,
}

/// What the desk needs of the browser and the host page.
pub trait Surroundings {
    /// Remembers a choice of this browser. May do nothing: storage can be refused.
    fn keep(&self, choice: Choice);
    /// Puts text on the clipboard, now, while the click counts; says whether it worked.
    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>);
    /// Tells the host page that copying failed, when there is one.
    fn toast(&self, message: &str);
    /// Shows a number at the tab's name, when there is a host page; 0 takes it away.
    fn attention(&self, count: u32);
}

/// A choice to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Size.
    View(ViewSize),
    /// Theme.
    Theme(Theme),
    /// Single-key shortcuts.
    Shortcuts(bool),
    /// Pages on maps are called by their addresses.
    Urls(bool),
}

/// What the desk starts with: the address, else what the browser remembers, else a default.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Size.
    pub view: ViewSize,
    /// The address or the agent chose it, not the width.
    pub is_view_chosen: bool,
    /// Theme.
    pub theme: Theme,
    /// Single-key shortcuts are on.
    pub shortcuts: bool,
    /// Pages on maps are called by their addresses.
    pub urls: bool,
    /// Personal data are masked.
    pub masked: bool,
    /// Language tag wanted, e.g. `en` or `pt-br`.
    pub language: Arc<str>,
}

impl Desk {
    /// Makes the signals in the current owner.
    #[must_use]
    pub fn new(choices: Choices, surroundings: Rc<dyn Surroundings>) -> Self {
        Self {
            view: RwSignal::new(choices.view),
            is_view_chosen: StoredValue::new(choices.is_view_chosen),
            theme: RwSignal::new(choices.theme),
            shortcuts: RwSignal::new(choices.shortcuts),
            urls: RwSignal::new(choices.urls),
            masked: RwSignal::new(choices.masked),
            said: RwSignal::default(),
            is_away: RwSignal::new(false),
            n_attention: StoredValue::new(0),
            language: StoredValue::new(choices.language),
            surroundings: StoredValue::new_local(surroundings),
        }
    }

    /// Whether the host page said that the agent looks elsewhere.
    #[must_use]
    pub fn is_away(&self) -> ReadSignal<bool> {
        self.is_away.read_only()
    }

    /// The host page said where the agent looks.
    pub fn set_away(&self, is_away: bool) {
        self.is_away.set(is_away);
    }

    /// Has the host page show a number at the tab's name; told once for each number.
    pub fn call_attention(&self, count: u32) {
        if self.n_attention.get_value() != count {
            self.n_attention.set_value(count);
            self.surroundings.with_value(|surroundings| surroundings.attention(count));
        }
    }

    /// The size of the page.
    #[must_use]
    pub fn view(&self) -> ReadSignal<ViewSize> {
        self.view.read_only()
    }

    /// Changes the size and remembers it.
    pub fn set_view(&self, view: ViewSize) {
        self.is_view_chosen.set_value(true);
        self.view.set(view);
        self.keep(Choice::View(view));
    }

    /// Changes the size to what fits the width, unless it was chosen.
    pub fn suggest_view(&self, view: ViewSize) {
        if !self.is_view_chosen.get_value() && self.view.get_untracked() != view {
            self.view.set(view);
        }
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> ReadSignal<Theme> {
        self.theme.read_only()
    }

    /// Changes the theme and remembers it.
    pub fn set_theme(&self, theme: Theme) {
        self.theme.set(theme);
        self.keep(Choice::Theme(theme));
    }

    /// Whether single-key shortcuts are on.
    #[must_use]
    pub fn shortcuts(&self) -> ReadSignal<bool> {
        self.shortcuts.read_only()
    }

    /// Switches single-key shortcuts and remembers it.
    pub fn set_shortcuts(&self, on: bool) {
        self.shortcuts.set(on);
        self.keep(Choice::Shortcuts(on));
    }

    /// Whether pages on maps are called by their addresses.
    #[must_use]
    pub fn urls(&self) -> ReadSignal<bool> {
        self.urls.read_only()
    }

    /// Calls pages by their addresses or by their titles, on all maps, and remembers it.
    pub fn set_urls(&self, on: bool) {
        self.urls.set(on);
        self.keep(Choice::Urls(on));
    }

    /// Whether personal data are masked.
    #[must_use]
    pub fn masked(&self) -> ReadSignal<bool> {
        self.masked.read_only()
    }

    /// Masks personal data or reveals them, until the page is left: each visit starts as the deployment says.
    pub fn set_masked(&self, masked: bool) {
        self.masked.set(masked);
    }

    /// The language tag wanted.
    #[must_use]
    pub fn language(&self) -> Arc<str> {
        self.language.get_value()
    }

    /// What was last said at once; goes into the Announcements region beside the core's announcements.
    #[must_use]
    pub fn said(&self) -> ReadSignal<Said> {
        self.said.read_only()
    }

    /// Says something at once.
    pub fn say(&self, text: impl Into<Arc<str>>) {
        let text = text.into();
        self.said.update(|said| *said = Said { number: said.number + 1, text });
    }

    /// Copies text inside a click, says "Copied <label>" or "Could not copy <label>", tells the host of a failure, and
    /// hands the outcome on. Call it from the event handler itself, not from an effect or a timer.
    pub fn copy(&self, label: &str, text: String, done: impl FnOnce(bool) + 'static) {
        let desk = *self;
        let label: Arc<str> = label.into();
        let surroundings = self.surroundings.get_value();
        let host = Rc::clone(&surroundings);
        surroundings.copy(
            text,
            Box::new(move |is_copied| {
                if is_copied {
                    desk.say(format!("Copied {label}"));
                } else {
                    let failure = format!("Could not copy {label}");
                    host.toast(&failure);
                    desk.say(failure);
                }
                done(is_copied);
            }),
        );
    }

    fn keep(&self, choice: Choice) {
        self.surroundings.with_value(|surroundings| surroundings.keep(choice));
    }
}
