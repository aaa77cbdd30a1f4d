//! When the issuer is asked, and what callers get.

use std::collections::VecDeque;
use std::sync::Mutex as Lock;
use std::sync::atomic::AtomicUsize;

use tokio_util::sync::CancellationToken;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Takes a second for each answer; an hour's token unless the script says otherwise.
#[derive(Clone, Default)]
struct Fake {
    asked: Arc<AtomicUsize>,
    patience: Arc<Lock<Vec<Patience>>>,
    failures: Arc<Lock<VecDeque<Option<Error>>>>,
}

impl Fake {
    fn script(failures: impl IntoIterator<Item = Option<Error>>) -> Self {
        Self { failures: Arc::new(Lock::new(failures.into_iter().collect())), ..Self::default() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Issuer for Fake {
    async fn issue(&self, ask: Ask<'_>, operation: &Operation) -> Result<AccessToken, Error> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.patience.lock().expect("lock").push(ask.patience);
        operation.sleep(SECOND).await.map_err(|how| Error::Interrupted { how, last: None })?;
        let failure = self.failures.lock().expect("lock").pop_front().flatten();
        failure.map_or_else(|| AccessToken::try_new(format!("token-{number}").into(), Some(HOUR)), Err)
    }
}

fn operation() -> Operation {
    Operation::new(HOUR, CancellationToken::new())
}

fn refused() -> Option<Error> {
    Some(Error::Setting { setting: "client_secret", problem: "wrong".to_owned() })
}

async fn current(cache: &Cached) -> Result<String, String> {
    spelled(cache.token(Need::Current, &operation()).await)
}

fn spelled(answer: Result<AccessToken, Error>) -> Result<String, String> {
    let token = answer.map_err(|error| error.to_string())?;
    let header = token.authorization().expect("header");
    Ok(header.to_str().expect("text").replace("Bearer ", ""))
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_before_the_first_need_and_one_token_serves_many() {
    let issuer = Fake::default();
    let cache = Cached::new(issuer.clone());
    assert_eq!(issuer.asked(), 0);
    for _ in 0..3 {
        assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    }
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn concurrent_callers_share_one_token() {
    let issuer = Fake::default();
    let cache = Cached::new(issuer.clone());
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { current(&cache).await })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.expect("task").as_deref(), Ok("token-1"));
    }
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn callers_share_one_failure_for_a_while_and_later_ones_ask_anew() {
    let issuer = Fake::script([refused()]);
    let cache = Cached::new(issuer.clone());
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { current(&cache).await })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.expect("task"), Err("client_secret cannot be used: wrong".to_owned()));
    }
    tokio::time::sleep(FAILURE_LASTS - SECOND).await;
    assert!(current(&cache).await.is_err());
    assert_eq!(issuer.asked(), 1);
    tokio::time::sleep(SECOND).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-2"));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_and_the_old_one_serves_meanwhile() {
    let issuer = Fake::default();
    let cache = Cached::new(issuer.clone());
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    tokio::time::sleep(54 * MINUTE).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    tokio::time::sleep(MINUTE).await;
    let (renewing, meanwhile) = tokio::join!(current(&cache), current(&cache));
    assert_eq!((renewing.as_deref(), meanwhile.as_deref()), (Ok("token-2"), Ok("token-1")));
    assert_eq!(current(&cache).await.as_deref(), Ok("token-2"));
    assert_eq!(issuer.asked(), 2);
    assert_eq!(*issuer.patience.lock().expect("lock"), [Patience::UntilDeadline, Patience::OneTry]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_falls_back_to_the_living_token_until_that_ends() {
    let issuer = Fake::script([None, refused(), refused(), refused()]);
    let cache = Cached::new(issuer.clone());
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    tokio::time::sleep(56 * MINUTE).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    assert_eq!(issuer.asked(), 2, "the next try comes a little later");
    tokio::time::sleep(MINUTE).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-1"));
    assert_eq!(issuer.asked(), 3);
    tokio::time::sleep(4 * MINUTE).await;
    assert_eq!(current(&cache).await, Err("client_secret cannot be used: wrong".to_owned()));
    // Well past it: a paused clock moves in whole milliseconds.
    tokio::time::sleep(FAILURE_LASTS + SECOND).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-5"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_for_all_who_had_it() {
    let issuer = Fake::default();
    let cache = Cached::new(issuer.clone());
    let first = cache.token(Need::Current, &operation()).await.expect("token");
    let operation = operation();
    let (one, two) = tokio::join!(
        cache.token(Need::RenewedAfter { token: &first, claims: None }, &operation),
        cache.token(Need::RenewedAfter { token: &first, claims: None }, &operation)
    );
    assert_eq!((spelled(one).as_deref(), spelled(two).as_deref()), (Ok("token-2"), Ok("token-2")));
    let late = cache.token(Need::RenewedAfter { token: &first, claims: None }, &operation).await;
    assert_eq!(spelled(late).as_deref(), Ok("token-2"));
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_no_fallback() {
    let cache = Cached::new(Fake::script([None, refused()]));
    let first = cache.token(Need::Current, &operation()).await.expect("token");
    let renewed = cache.token(Need::RenewedAfter { token: &first, claims: None }, &operation()).await;
    assert_eq!(spelled(renewed), Err("client_secret cannot be used: wrong".to_owned()));
    // Well past it: a paused clock moves in whole milliseconds.
    tokio::time::sleep(FAILURE_LASTS + SECOND).await;
    assert_eq!(current(&cache).await.as_deref(), Ok("token-3"));
}

#[tokio::test(start_paused = true)]
async fn one_callers_timeout_is_not_the_next_ones() {
    let issuer = Fake::default();
    let cache = Cached::new(issuer.clone());
    let short = Operation::new(SECOND / 2, CancellationToken::new());
    let operation = operation();
    let (hasty, patient) =
        tokio::join!(cache.token(Need::Current, &short), cache.token(Need::Current, &operation));
    assert_eq!(hasty.expect_err("timeout").interrupted(), Some(Interrupted::TimedOut));
    assert_eq!(spelled(patient).as_deref(), Ok("token-2"));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_anothers_token_ends_on_stop() {
    let cache = Cached::new(Fake::default());
    let operation = operation();
    let stopping = Operation::new(HOUR, CancellationToken::new());
    let stop = async {
        tokio::time::sleep(SECOND / 2).await;
        stopping.stop().cancel();
    };
    let (first, second, ()) =
        tokio::join!(cache.token(Need::Current, &operation), cache.token(Need::Current, &stopping), stop);
    assert!(first.is_ok());
    assert_eq!(second.expect_err("stopped").interrupted(), Some(Interrupted::Stopped));
}
