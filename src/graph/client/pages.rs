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

/// In how many answers a listing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Whole, as it was at one moment.
    One,
    /// In pieces, each of its own moment.
    Several,
}

impl Client {
    /// Reads one page of a listing, and says how to read the next.
    ///
    /// # Errors
    /// As [`Client::send`], and when the link to the next page leads to another server or cannot be read.
    pub async fn page<T>(
        &self,
        call: &Call<Page<T>>,
        operation: &Operation,
    ) -> Result<(Vec<T>, Option<Call<Page<T>>>), Error> {
        let Page { items, next } = self.send(call, operation).await?;
        let following = |link: String| Ok(call.following(self.check_link(&call.request, &link)?));
        Ok((items, next.map(following).transpose()?))
    }

    /// Reads a listing to its end.
    ///
    /// # Errors
    /// As [`Client::page`], and when a link leads back to a page that was read.
    pub async fn collect<T>(&self, call: &Call<Page<T>>, operation: &Operation) -> Result<Vec<T>, Error> {
        Ok(self.collect_pages(call, operation).await?.0)
    }

    /// As [`Client::collect`], and says whether one answer held it all: what comes in several was read at several
    /// moments, and a row that moves from one page to another in between shows up twice or not at all.
    ///
    /// # Errors
    /// As [`Client::collect`].
    pub async fn collect_pages<T>(
        &self,
        call: &Call<Page<T>>,
        operation: &Operation,
    ) -> Result<(Vec<T>, Pages), Error> {
        let (mut items, mut next) = self.page(call, operation).await?;
        let pages = if next.is_some() { Pages::Several } else { Pages::One };
        let mut seen = HashSet::new();
        while let Some(following) = next {
            if !seen.insert(following.url(&self.0.root)) {
                let problem = "has been followed before";
                return Err(self.error(&call.request, Kind::BadLink { problem }));
            }
            let (mut more, then) = self.page(&following, operation).await?;
            items.append(&mut more);
            next = then;
        }
        Ok((items, pages))
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
