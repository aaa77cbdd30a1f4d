//! tracing events as hclog JSON lines.
//!
//! Terraform recognises a line by `@level`, `@message`, `@module` and `@timestamp`, each a string; the timestamp needs
//! exactly six fractional digits, and a line longer than 64 KiB is torn apart.

use std::fmt::Debug;
use std::io::Write;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
/// Longest text of one field.
const MAX_FIELD: usize = 16 * 1024;
/// Longest line; beyond it the fields are left out.
const MAX_LINE: usize = 60 * 1024;

/// A tracing layer that writes hclog lines.
pub struct Hclog<W> {
    crate_name: &'static str,
    level: Level,
    writer: W,
}

impl<W> Hclog<W> {
    /// Writes the events of one crate, up to `level`, to what `writer` opens for each line.
    pub fn new(crate_name: &'static str, level: Level, writer: W) -> Self {
        Self { crate_name, level, writer }
    }
}

impl<S, W, O> Layer<S> for Hclog<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn() -> O + 'static,
    O: Write,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= self.level
            && metadata
                .target()
                .strip_prefix(self.crate_name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.level.into())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.0.extend(fields.0.clone());
            }
        }
        event.record(&mut line);
        let message = line.0.remove("message").unwrap_or_else(|| Value::from(""));
        let standard = [
            ("@level", Value::from(event.metadata().level().as_str().to_ascii_lowercase())),
            ("@message", message),
            ("@module", Value::from(self.module(event.metadata().target()))),
            ("@timestamp", Value::from(timestamp(OffsetDateTime::now_utc()))),
        ]
        .map(|(key, value)| (key.to_owned(), value));
        line.0.extend(standard.clone());
        let mut text = Value::Object(line.0).to_string();
        if text.len() > MAX_LINE {
            text = Value::Object(standard.into_iter().collect()).to_string();
        }
        text.push('\n');
        // One write for each line, so that lines of two threads do not mix; there is nobody to tell of a failure.
        let _ = (self.writer)().write_all(text.as_bytes());
    }
}

impl<W> Hclog<W> {
    /// `crate::graph::client` is the module `provider.graph.client`.
    fn module(&self, target: &str) -> String {
        format!("provider{}", target.strip_prefix(self.crate_name).unwrap_or(target).replace("::", "."))
    }
}

fn timestamp(now: OffsetDateTime) -> String {
    now.format(TIMESTAMP).unwrap_or_else(|_| "1970-01-01T00:00:00.000000Z".to_owned())
}

/// The fields of a span or an event, ready to be written.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        if text.len() <= MAX_FIELD {
            return self.put(field, text);
        }
        let end = text.floor_char_boundary(MAX_FIELD);
        self.put(field, format!("{}… ({} bytes in all)", &text[..end], text.len()));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put_text(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        // An empty field says nothing.
        if !value.is_empty() || field.name() == "message" {
            self.put_text(field, value);
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(level: Level, events: impl FnOnce()) -> Vec<Value> {
        let lines = Lines::default();
        let writer = lines.clone();
        let layer = Hclog::new("terraform_provider_intune", level, move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), events);
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    #[test]
    fn a_line_is_what_terraform_recognises() {
        let lines = logged(Level::DEBUG, || {
            let _span = tracing::debug_span!("rpc", tf_rpc = "ReadResource", tf_resource_type = "").entered();
            tracing::info!(attempt = 2, ok = true, "hello");
        });
        let line = &lines[0];
        assert_eq!(line["@level"], "info");
        assert_eq!(line["@message"], "hello");
        assert_eq!(line["@module"], "provider.plugin.log.hclog.tests");
        assert_eq!(
            (&line["tf_rpc"], &line["attempt"], &line["ok"]),
            (&"ReadResource".into(), &2.into(), &true.into())
        );
        assert!(line.get("tf_resource_type").is_none());
        let timestamp = line["@timestamp"].as_str().unwrap();
        assert_eq!(timestamp.len(), "2026-01-02T03:04:05.123456Z".len(), "{timestamp}");
    }

    #[test]
    fn only_our_own_events_of_the_wanted_level_are_written() {
        let lines = logged(Level::INFO, || {
            tracing::debug!("too detailed");
            tracing::error!(target: "h2::codec", "somebody else's");
            tracing::error!(target: "terraform_provider_intune_other", "a crate with a longer name");
        });
        assert_eq!(lines, Vec::<Value>::new());
    }

    #[test]
    fn no_line_is_longer_than_terraform_reads() {
        let long = "ä".repeat(MAX_FIELD);
        let lines = logged(Level::TRACE, || {
            tracing::trace!(body = long.as_str(), "one");
            tracing::trace!(
                a = long.as_str(),
                b = long.as_str(),
                c = long.as_str(),
                d = long.as_str(),
                "many"
            );
        });
        assert!(lines.iter().all(|line| line.to_string().len() < 64 * 1024));
        assert!(lines[0]["body"].as_str().unwrap().ends_with("bytes in all)"));
        assert_eq!(lines[1]["@message"], "many");
    }
}
