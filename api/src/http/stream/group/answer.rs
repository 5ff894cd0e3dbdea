//! What is answered to an event: a run of the document, with the rights of whoever it is run for.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Response, Value, futures_util::StreamExt as _};
use tokio::time::timeout;

use super::{Group, delivery::Told, paid::Paid};
use crate::{
    error::{Code, Error, Fault},
    events::Feed,
    http::{
        Kind,
        answer::concluded,
        stream::{
            Streams,
            asked::{Came, errors_of, refused},
            party::Party,
        },
    },
    operation::Operation,
    relay::{Heard, Listening},
};

/// Whether an answer holds all that was asked for.
fn is_whole(response: &Response, operation: &Operation) -> bool {
    response.errors.is_empty()
        && response.extensions.is_empty()
        && response.data != Value::Null
        && operation.overfull().is_none()
}

impl Group {
    /// One event as one holder sees it now.
    pub(super) async fn run_once(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
        party: &Arc<Party>,
        is_paid: &mut bool,
    ) -> Result<Result<Told, Error>, Error> {
        let whose = BTreeSet::from([Arc::clone(&party.who)]);
        let paid = self.paid_for(streams, feed, party, heard.position(), is_paid).await?;
        let (operation, _room) = match paid {
            Paid::For(operation, room) => (operation, room),
            Paid::Apart => return Ok(Ok(Told::default())),
            Paid::Over => return Ok(Ok(Told { answer: None, whose })),
        };
        streams.executor.refuse_unlisted(&operation, self.asked.query()).await?;
        let came = self.answered(streams, &operation, heard, false).await?;
        Ok(came.map(|came| Told {
            answer: came.map(|(answer, _)| answer),
            whose,
        }))
    }

    /// One event as the reader of this Operation sees it, and whether others who know of it are told the same; none where
    /// there is nothing to know, or where an answer is wanted that is for all and there is none. What took too long once would
    /// do so again, and cost as much each time: it is an error within, which is not to be tried again.
    pub(super) async fn answered(
        &self,
        streams: &Arc<Streams>,
        operation: &Arc<Operation>,
        heard: &Heard,
        is_for_all: bool,
    ) -> Result<Result<Option<(Arc<str>, bool)>, Error>, Error> {
        let listening = Listening::hearing(heard.clone());
        let request = self
            .asked
            .request()
            .data(Arc::clone(operation))
            .data(Arc::clone(&listening));
        let mut stream = streams.executor.schema.execute_stream(request);
        let run = timeout(streams.executor.longest, stream.next()).await;
        drop(stream);
        let response = match (run, listening.outcome()) {
            (Ok(response), None | Some(Ok(_))) => response,
            (run, outcome) => {
                operation.release().await;
                if !is_for_all {
                    operation.end().await;
                    operation.keep_accesses().await?;
                }
                return match outcome.and_then(Result::err).filter(|_| run.is_ok()) {
                    Some(error) => Err(error),
                    None => Ok(Err(Fault::passing("an event took too long and was given up").into())),
                };
            }
        };
        // Where there is no visitor nobody reads what is not for all, and nobody was refused it: nothing goes on record.
        let is_fit = |response: &Response| is_whole(response, operation) && operation.answers_all_alike();
        if is_for_all && !response.as_ref().is_some_and(is_fit) {
            operation.release().await;
            return Ok(Ok(None));
        }
        let Some(response) = response else {
            operation.end().await;
            operation.keep_accesses().await?;
            return Ok(Ok(None));
        };
        let response = match concluded(operation, response).await {
            // What is too long now may be shorter with the next event.
            Err(error) if error.codes().contains(&Code::TooExpensive) => {
                let errors = errors_of(error);
                let metrics = &streams.executor.metrics;
                metrics.told(Some(Kind::Subscription), false, &errors);
                return Ok(Ok(Some((refused(errors), false))));
            }
            other => other?,
        };
        let is_alike = is_fit(&response);
        Ok(Ok(Some(match self.asked.came(response) {
            Came::Answer(answer) => (answer, is_alike),
            Came::Refused(errors) => (refused(errors), false),
        })))
    }
}
