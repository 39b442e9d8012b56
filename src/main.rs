//! Starts the tab.

fn main() {
    customer_journey::start();
}
