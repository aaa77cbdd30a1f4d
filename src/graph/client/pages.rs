//! Listings, which Graph hands out in pages.
//!
//! The link to the next page comes from an answer, and following it means sending the token there: so it is
//! followed only to the Graph root's own origin.
//!
//! Source: <https://learn.microsoft.com/graph/paging>.

use std::collections::HashSet;

use url::Url;

use super::Client;
use crate::graph::call::{Call, Page, Prepared};
use crate::graph::error::{Error, Kind};
use crate::net::Operation;

impl Client {
    /// Reads a listing to its end.
    ///
    /// # Errors
    /// As [`Client::send`], and when a link leads to another server, cannot be read, or leads back.
    pub async fn collect<T>(&self, call: &Call<Page<T>>, operation: &Operation) -> Result<Vec<T>, Error> {
        let mut page = self.send(call, operation).await?;
        let mut items = page.items;
        let mut seen = HashSet::new();
        while let Some(link) = page.next.take() {
            let url = self.check_link(&call.request, &link)?;
            if !seen.insert(link) {
                let problem = "has been followed before";
                return Err(self.error(&call.request, Kind::BadLink { problem }));
            }
            page = self.send(&call.following(url), operation).await?;
            items.append(&mut page.items);
        }
        Ok(items)
    }

    fn check_link(&self, request: &Prepared, link: &str) -> Result<Url, Error> {
        let bad = |problem| self.error(request, Kind::BadLink { problem });
        let root = &self.0.root;
        let url = Url::parse(link).map_err(|_| bad("is not a URL"))?;
        if !root.is_origin_of(&url) {
            let (origin, root) = (url.origin().ascii_serialization(), root.to_string());
            return Err(self.error(request, Kind::ForeignLink { origin, root }));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("holds a user name or password"));
        }
        Ok(url)
    }
}
