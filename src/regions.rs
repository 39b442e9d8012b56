//! The regions of the cloud. Facts only; [`crate::config`] decides what to do with them.

/// A region, named by its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// `mypurecloud.ie`; hosts are `api.`, `login.`, `apps.` and `streaming.` of it.
    pub domain: &'static str,
    /// What the host page calls it (`gcTargetEnv`), where that is known.
    pub target: Option<&'static str>,
}

/// All regions, as published with the official client libraries.
pub const REGIONS: &[Region] = &[
    Region { domain: "mypurecloud.com", target: Some("prod") },
    Region { domain: "mypurecloud.ie", target: Some("prod-euw1") },
    Region { domain: "mypurecloud.com.au", target: Some("prod-apse2") },
    Region { domain: "mypurecloud.jp", target: Some("prod-apne1") },
    Region { domain: "mypurecloud.de", target: Some("prod-euc1") },
    Region { domain: "usw2.pure.cloud", target: Some("prod-usw2") },
    Region { domain: "cac1.pure.cloud", target: Some("prod-cac1") },
    Region { domain: "apne2.pure.cloud", target: Some("prod-apne2") },
    Region { domain: "euw2.pure.cloud", target: Some("prod-euw2") },
    Region { domain: "aps1.pure.cloud", target: Some("prod-aps1") },
    Region { domain: "use2.us-gov-pure.cloud", target: Some("fedramp-use2-core") },
    Region { domain: "sae1.pure.cloud", target: Some("prod-sae1") },
    Region { domain: "mec1.pure.cloud", target: Some("prod-mec1") },
    Region { domain: "apne3.pure.cloud", target: Some("prod-apne3") },
    Region { domain: "euc2.pure.cloud", target: Some("prod-euc2") },
    Region { domain: "mxc1.pure.cloud", target: Some("prod-mxc1") },
    Region { domain: "apse1.pure.cloud", target: Some("prod-apse1") },
    Region { domain: "edee1.eusc-pure.cloud", target: None },
];

impl Region {
    /// The region of a domain.
    #[must_use]
    pub fn of_domain(domain: &str) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.domain == domain)
    }

    /// The region that the host page calls so.
    #[must_use]
    pub fn of_target(target: &str) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.target == Some(target))
    }
}
