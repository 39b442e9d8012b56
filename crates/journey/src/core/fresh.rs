//! How fresh something read is: whether it was read while its topic was heard, and whether it should be read again.

/// Whether something read is still true: it is when its topic was heard all the while since before it was read.
///
/// Epochs are counted by the link; each gap begins a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fresh {
    /// The epoch in which the last reading began, when its topic was confirmed by then.
    done: Option<u64>,
    started: Option<u64>,
    is_wanted: bool,
    /// It was read at least once.
    pub(super) was_read: bool,
    /// It is being read.
    pub(super) is_busy: bool,
    /// The last reading failed and was not given up on.
    pub(super) has_failed: bool,
}

impl Fresh {
    /// A reading begins; `epoch` is the current one when the topic is heard.
    pub(super) fn begin(&mut self, epoch: Option<u64>) {
        self.started = epoch;
        self.is_wanted = false;
        self.is_busy = true;
        self.has_failed = false;
    }

    /// It ended well, or for good.
    pub(super) fn end(&mut self) {
        self.done = self.started;
        self.was_read = true;
        self.is_busy = false;
        self.has_failed = false;
    }

    /// It did not end well: to be tried again.
    pub(super) fn fail(&mut self) {
        self.is_busy = false;
        self.has_failed = true;
    }

    /// To be read again when there is occasion, heard or not.
    pub(super) fn make_stale(&mut self) {
        self.done = None;
        self.is_wanted = true;
    }

    /// What was read may miss something; `epoch`: the current one when its topic is heard.
    pub(super) fn is_stale(&self, epoch: Option<u64>) -> bool {
        epoch.is_some() && self.done != epoch
    }

    /// Its topic was heard when it was read last.
    pub(super) fn was_heard(&self) -> bool {
        self.done.is_some()
    }

    /// Should be read now: never was, or is stale and would stay fresh.
    pub(super) fn is_due(&self, epoch: Option<u64>) -> bool {
        !self.is_busy && !self.has_failed && (!self.was_read || self.is_wanted || self.is_stale(epoch))
    }
}
