//! Keeps what a chat's content names away from private networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Looks names up and hands on public addresses only. Connections go to exactly the addresses
/// that were checked, so a name can't change its mind in between.
pub(super) struct PublicOnly(pub(super) fn(IpAddr) -> bool);

/// A name or address leads to a private network.
#[derive(Debug, thiserror::Error)]
#[error("the address is not a public one")]
pub(super) struct NotPublic;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let is_public = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addrs: Addrs = Box::new(public(found, is_public)?.into_iter());
            Ok(addrs)
        })
    }
}

/// The public ones of the addresses that a name has.
fn public(
    found: impl Iterator<Item = SocketAddr>,
    is_public: fn(IpAddr) -> bool,
) -> Result<Vec<SocketAddr>, NotPublic> {
    let public: Vec<SocketAddr> = found.filter(|addr| is_public(addr.ip())).collect();
    if public.is_empty() {
        return Err(NotPublic);
    }
    Ok(public)
}

/// Whether an address is written as numbers and is such a one, or is none at all; names are checked
/// when looked up.
pub(super) fn names_address_that(url: &Url, is: impl Fn(IpAddr) -> bool) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is(ip.into()),
        Some(Host::Ipv6(ip)) => is(ip.into()),
        Some(Host::Domain(_)) => false,
        None => true,
    }
}

/// Whether an address is one of the world's, rather than of some network's own.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let protocol = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || a >= 224
        || shared
        || benchmark
        || protocol
        || relay)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = embedded_v4(ip) {
        return is_public_v4(v4);
    }
    let [first, second, ..] = ip.segments();
    // 2000::/3 is all that is routed in public; documentation and Teredo are parts of it.
    first & 0xe000 == 0x2000 && !(first == 0x2001 && (second == 0x0db8 || second == 0))
}

/// The IPv4 address inside a mapped, NAT64 or 6to4 address.
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(join(g, h)),
        (0x2002, high, low, ..) => Some(join(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_count_as_public() {
        for text in [
            "1.1.1.1",
            "93.184.216.34",
            "2606:4700::1111",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text} is public");
        }
        let private = [
            "127.0.0.1",
            "127.255.255.254",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "240.0.0.1",
            "fd12:3456::1",
            "fe80::a:b",
            "ff02::1",
            "::127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ];
        for text in private {
            assert!(!is_public(text.parse().unwrap()), "{text} is not public");
        }
        println!("S7: {} addresses that are not reached", private.len());
    }

    #[test]
    fn a_name_leads_to_its_public_addresses_only() {
        let named = |addresses: &[&str]| {
            let addresses = addresses.iter();
            let found = addresses.map(|ip| SocketAddr::new(ip.parse().unwrap(), 0));
            let public = public(found, is_public).ok()?;
            Some(public.iter().map(|at| at.ip().to_string()).collect())
        };
        let alone: Option<Vec<String>> = named(&["10.0.0.5", "fd00::1", "::ffff:127.0.0.1"]);
        assert_eq!(alone, None, "a name that leads inside leads nowhere");
        assert_eq!(
            named(&["127.0.0.1", "1.1.1.1", "0.0.0.0", "2606:4700::1111"]),
            Some(vec!["1.1.1.1".to_owned(), "2606:4700::1111".to_owned()]),
            "of mixed ones the public ones are used"
        );
        assert_eq!(named(&[]), None, "no address at all");
    }

    #[test]
    fn addresses_in_any_spelling_are_seen_through() {
        let spellings = [
            "http://0/x",
            "http://127.1/x",
            "http://0177.0.0.1/x",
            "http://0x7f000001/x",
            "http://127.0.0.1./x",
            "http://%31%32%37.0.0.1/x",
            "http://①②⑦.0.0.1/x",
            "http://user@10.0.0.1/x",
            "http://[::]/x",
            "http://[::ffff:7f00:1]/x",
            "http://[64:ff9b::7f00:1]/x",
            "http://127.0.0.1/x",
            "http://2130706433/x",
            "http://0x7f.1/x",
            "http://[::1]/x",
            "http://[::ffff:192.168.0.1]/x",
        ];
        for text in spellings {
            let url = Url::parse(text).unwrap();
            let private = names_address_that(&url, |ip| !is_public(ip));
            assert!(private, "{text} is this computer");
        }
        println!("S7: {} spellings seen through", spellings.len());
    }
}
