//! Days and months as an agency's calendar has them: they begin at midnight where the agency is.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The zone of this name; UTC where there is none.
fn zone_of(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The day in which `at` falls in the zone of this name.
#[must_use]
pub fn day_of(at: DateTime<Utc>, zone: &str) -> NaiveDate {
    at.with_timezone(&zone_of(zone)).date_naive()
}

/// The first day of the month in which `at` falls in the zone of this name.
#[must_use]
pub fn month_of(at: DateTime<Utc>, zone: &str) -> NaiveDate {
    let day = day_of(at, zone);
    day.with_day(1).unwrap_or(day)
}

/// The instant at which a day begins in the zone of this name. Where clocks skip midnight it begins with the first hour
/// that there is, where they repeat it with the first of the two.
#[must_use]
pub fn start_of(day: NaiveDate, zone: &str) -> DateTime<Utc> {
    let zone = zone_of(zone);
    let midnight = day.and_time(NaiveTime::MIN);
    let mut hours = (0..24).map(|hour| midnight + chrono::TimeDelta::hours(hour));
    let first = hours.find_map(|time| zone.from_local_datetime(&time).earliest());
    // Samoa had no 30 December 2011 at all: such a day begins when the next one does.
    let next = || Some(start_of(day.checked_add_days(Days::new(1))?, zone.name()));
    first
        .map(|start| start.with_timezone(&Utc))
        .or_else(next)
        .unwrap_or_else(|| midnight.and_utc())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_month_begins_where_the_agency_is() {
        for (at, zone, month) in [
            ("2026-04-30T22:59:59Z", "Europe/London", "2026-04-01"),
            ("2026-04-30T23:00:00Z", "Europe/London", "2026-05-01"),
            ("2026-04-30T12:00:00Z", "Pacific/Auckland", "2026-05-01"),
            ("2026-04-30T23:59:59Z", "no such place", "2026-04-01"),
        ] {
            let month = month.parse::<NaiveDate>().unwrap();
            assert_eq!(month_of(at.parse().unwrap(), zone), month, "{at} {zone}");
        }
    }

    #[test]
    fn a_day_begins_at_its_first_instant() {
        for (day, zone, start) in [
            ("2026-05-01", "UTC", "2026-05-01T00:00:00Z"),
            ("2026-05-01", "Europe/London", "2026-04-30T23:00:00Z"),
            ("2026-05-01", "Pacific/Auckland", "2026-04-30T12:00:00Z"),
            // Cairo's clocks go from 23:59 to 01:00.
            ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z"),
            ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"),
        ] {
            let (day, start) = (day.parse().unwrap(), start.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(start_of(day, zone), start, "{day} {zone}");
        }
    }
}
