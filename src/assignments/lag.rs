//! How reads lag behind writes: the service promises nothing, so a change that it accepted and does not show yet is
//! looked for a while before it is taken for undone.

use std::time::Duration;

/// How long a read may show what was there before an accepted write.
pub(super) const LAG: Duration = Duration::from_secs(15);

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// The pause before looking again, after so many looks in vain.
pub(super) fn pause(looks: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(looks)).min(LONGEST_PAUSE)
}
