//! Rights as values. A flow that needs a right asks for it in its signature, so a handler that forgot
//! to check has nothing to call the flow with. Rights are made here and nowhere else: the list below is
//! the whole answer to "who may do what, and where".

use crate::base::{Actor, PointCode, Role};

use super::refusal::Forbidden;

/// Where a right holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// At every point.
    Everywhere,
    /// At these points.
    Points(Vec<PointCode>),
}

impl Reach {
    /// Whether it holds at the point.
    pub fn contains(&self, point: &PointCode) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Points(points) => points.contains(point),
        }
    }
}

/// Makes the reach of a right from its two lists of roles.
fn reach(actor: &Actor, bound: &[Role], everywhere: &[Role]) -> Result<Reach, Forbidden> {
    if actor.revoked {
        return Err(Forbidden::Revoked);
    }
    // A manager whose token names points answers for those alone.
    let own_points = actor.role == Role::Manager && !actor.places.is_empty();
    if everywhere.contains(&actor.role) && !own_points {
        Ok(Reach::Everywhere)
    } else if bound.contains(&actor.role) || everywhere.contains(&actor.role) {
        Ok(Reach::Points(actor.places.clone()))
    } else {
        let needs = bound.iter().chain(everywhere).copied().collect();
        Err(Forbidden::Role { needs, has: actor.role })
    }
}

macro_rules! right {
    (
        $(#[$meta:meta])*
        $name:ident, at_own_points: [$($bound:ident),*], everywhere: [$($free:ident),*]
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            role: Role,
            reach: Reach,
        }

        impl $name {
            /// The right of this actor, or which role it takes.
            pub fn of(actor: &Actor) -> Result<Self, Forbidden> {
                let reach = reach(actor, &[$(Role::$bound),*], &[$(Role::$free),*])?;
                Ok(Self { role: actor.role, reach })
            }

            /// Whether the right holds at the point.
            pub fn at(&self, point: &PointCode) -> Result<(), Forbidden> {
                if self.reach.contains(point) {
                    Ok(())
                } else {
                    Err(Forbidden::Place { role: self.role, point: point.clone() })
                }
            }

            /// Where the right holds, for reads that list.
            pub const fn reach(&self) -> &Reach {
                &self.reach
            }
        }
    };
}

right!(
    /// A postal worker at a counter.
    Clerk, at_own_points: [Clerk], everywhere: []
);
right!(
    /// A postman or driver.
    Courier, at_own_points: [Courier], everywhere: []
);
right!(
    /// An officer of a one-stop desk.
    Officer, at_own_points: [Officer], everywhere: []
);
right!(
    /// A one-stop system; its points are its agencies.
    Partner, at_own_points: [Partner], everywhere: []
);
right!(
    /// Who answers for targets.
    Manager, at_own_points: [], everywhere: [Manager]
);
right!(
    /// Who sets up places, catalogues, number ranges and tokens.
    Administrator, at_own_points: [], everywhere: [Administrator]
);
right!(
    /// May write the records of an agency's cases. Not the clerk: the record is the desk's.
    CaseWriter, at_own_points: [Partner, Officer], everywhere: [Administrator]
);
right!(
    /// May read the record of an agency's case: its desk and system, the post (whose counters serve all
    /// agencies), and who answers for both.
    CaseReader, at_own_points: [Partner, Officer], everywhere: [Clerk, Manager, Administrator]
);
right!(
    /// May look for dossiers by a person's name or phone number: a counter and a desk those that touch
    /// their points, and only such as they may open too; who answers for all, all. Not the postman, who has
    /// the code in hand.
    PersonFinder, at_own_points: [Clerk, Officer], everywhere: [Manager, Administrator]
);
right!(
    /// May order a leg for an agency's case: its desk and system, and any counter of the post, where
    /// people come without the agency knowing of it yet.
    LegOrderer, at_own_points: [Partner, Officer], everywhere: [Clerk, Administrator]
);
right!(
    /// May read parcels of an agency's case, with timeline and label. The post carries for all agencies.
    ParcelReader, at_own_points: [Partner, Officer],
    everywhere: [Clerk, Courier, Manager, Administrator]
);
right!(
    /// May read what is told about an agency's cases.
    FeedReader, at_own_points: [Partner, Officer], everywhere: [Manager, Administrator]
);
right!(
    /// May say what became of an anomaly or of a scan set aside that is a point's to clear up.
    AnomalyResolver, at_own_points: [Clerk, Officer], everywhere: [Manager, Administrator]
);
right!(
    /// May make up a bag at a point.
    Packer, at_own_points: [Clerk, Courier, Officer], everywhere: [Administrator]
);
right!(
    /// May look into bags and at runs: the post; a desk those that begin or end with it.
    CarrierReader, at_own_points: [Officer], everywhere: [Clerk, Courier, Manager, Administrator]
);
right!(
    /// May collect originals from a person to whom a result is handed over.
    Collector, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);
right!(
    /// May enter a run that calls at a point.
    RunOpener, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);
right!(
    /// May say what a parcel weighs, and so what its carriage costs: the post, for all agencies.
    Weigher, at_own_points: [], everywhere: [Clerk, Courier, Administrator]
);
right!(
    /// May record money that a point of the post received or handed over.
    Cashier, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);
right!(
    /// May read the ledger: a counter what happened there, a desk or its system what concerns its cases.
    LedgerReader, at_own_points: [Clerk, Officer, Partner], everywhere: [Manager, Administrator]
);
right!(
    /// May say which part of a divided unit a locality went to: who works on that land.
    SplitDecider, at_own_points: [Clerk, Officer], everywhere: [Administrator]
);
right!(
    /// May read what happened in every unit: who answers for targets. A manager of some points is told
    /// of those alone.
    ReportReader, at_own_points: [], everywhere: [Manager, Administrator]
);

right!(
    /// May draw up lists of what goes together at a point, and take over there by their sheets.
    ListKeeper, at_own_points: [Clerk, Courier, Officer], everywhere: [Administrator]
);
right!(
    /// May read the lists that a point drew up or signed.
    ListReader, at_own_points: [Clerk, Courier, Officer], everywhere: [Manager, Administrator]
);
right!(
    /// May read in full to whom the things on a postman's round go: the post, at the point it starts from.
    RoundReader, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);

right!(
    /// May work at a counter: take dossiers in, turn them away, hand over and take over by lists. The post
    /// at its counters, a desk at its own.
    CounterWorker, at_own_points: [Clerk, Officer], everywhere: [Administrator]
);
right!(
    /// May read which dossiers counters turned away, and why.
    TurnedAwayReader, at_own_points: [Clerk, Officer], everywhere: [Manager, Administrator]
);

right!(
    /// May read what a one-stop desk has to hand over, what is on its way there, and by which runs: the desk, its
    /// system, and who answers for targets.
    DeskReader, at_own_points: [Officer, Partner], everywhere: [Manager, Administrator]
);
right!(
    /// May plan what a one-stop desk hands over, hold it back, and ask the post to call: the desk and its system.
    DeskPlanner, at_own_points: [Officer, Partner], everywhere: [Administrator]
);
right!(
    /// May read, and answer, the calls that an office of the post was asked for.
    PickupAnswerer, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);

right!(
    /// May note down another delivery that a receiver asks for, at a counter, at the door or on the telephone:
    /// the post, for all agencies; a desk and its system for its own cases.
    Redirector, at_own_points: [Partner, Officer], everywhere: [Clerk, Courier, Administrator]
);
right!(
    /// May read in full who takes a parcel in the receiver's stead: the post, at the point that has it in
    /// custody. Nobody else has to ring at that door.
    ProxyReader, at_own_points: [Clerk, Courier], everywhere: []
);
right!(
    /// May carry a phone to scan with on the road: whoever scans.
    PhoneHolder, at_own_points: [Clerk, Courier, Officer], everywhere: [Administrator]
);
right!(
    /// May take a dossier in at a door, or at a post point without a line: the post, from its own points.
    DoorAccepter, at_own_points: [Clerk, Courier], everywhere: [Administrator]
);
right!(
    /// May look at photos and signatures that were taken of a parcel: a desk at those of its own cases, the post,
    /// and who answers for both. Not who took them, who was there.
    EvidenceReader, at_own_points: [Officer], everywhere: [Clerk, Manager, Administrator]
);
right!(
    /// May make rolls of blank labels for a point, print and void them.
    RollMaker, at_own_points: [Clerk], everywhere: [Administrator]
);
right!(
    /// May see how much of a point's rolls is used.
    RollReader, at_own_points: [Clerk], everywhere: [Manager, Administrator]
);
right!(
    /// May bind a blank label to a parcel of an agency: its desk and system, any counter of the post, and
    /// the postman at the door.
    BlankBinder, at_own_points: [Partner, Officer], everywhere: [Clerk, Courier, Administrator]
);

right!(
    /// May take a complaint down for a citizen: the post, for all agencies; a desk and its system for their own
    /// cases.
    ComplaintTaker, at_own_points: [Partner, Officer], everywhere: [Clerk, Courier, Administrator]
);
right!(
    /// May answer a complaint: whoever works at the point of the post that has to, or answers for all.
    ComplaintAnswerer, at_own_points: [Clerk], everywhere: [Manager, Administrator]
);
right!(
    /// May look into records of liability and complaints: a counter those it has to answer, a desk and its
    /// system those about their own cases, who answers for all, all.
    ClaimReader, at_own_points: [Clerk, Officer, Partner], everywhere: [Manager, Administrator]
);
right!(
    /// May say who answers for harm and what is paid for it, or that nothing is. Not who had the parcel.
    LiabilityFixer, at_own_points: [], everywhere: [Manager, Administrator]
);

impl DoorAccepter {
    /// The right to order the leg of what was taken in, for whatever agency it goes to: as at a counter.
    pub const fn orderer(&self) -> LegOrderer {
        LegOrderer { role: self.role, reach: Reach::Everywhere }
    }
}

impl RollMaker {
    /// Whether it holds for rolls that are for no point in particular.
    pub fn everywhere(&self) -> Result<(), Forbidden> {
        match self.reach {
            Reach::Everywhere => Ok(()),
            Reach::Points(_) => {
                Err(Forbidden::Role { needs: vec![Role::Administrator], has: self.role })
            }
        }
    }

    /// Whether it may print and void a roll that was made for this point, or for none.
    pub fn may_use(&self, point: Option<&PointCode>) -> Result<(), Forbidden> {
        point.map_or_else(|| self.everywhere(), |point| self.at(point))
    }
}

right!(
    /// May say where a case system is called about an agency's cases: the system itself, and the
    /// administrator.
    WebhookKeeper, at_own_points: [Partner], everywhere: [Administrator]
);

impl AnomalyResolver {
    /// Whether it may decide about something this point owns. What no point owns (a run, a postman, a
    /// citizen holds it) is for who answers for all.
    pub fn may_resolve(&self, owner: Option<&PointCode>) -> Result<(), Forbidden> {
        match owner {
            Some(point) => self.at(point),
            None if self.reach == Reach::Everywhere => Ok(()),
            None => Err(Forbidden::Role {
                needs: vec![Role::Manager, Role::Administrator],
                has: self.role,
            }),
        }
    }
}

impl ClaimReader {
    /// Whether it reaches what this point has to answer, about a case of this agency.
    pub fn reaches(&self, answers: Option<&PointCode>, agency: &PointCode) -> bool {
        self.reach.contains(agency) || answers.is_some_and(|point| self.reach.contains(point))
    }
}

impl LiabilityFixer {
    /// Whether it may decide about what this point has to answer for; what no point has, is for who answers
    /// for all.
    pub fn may_fix(&self, answers: Option<&PointCode>) -> Result<(), Forbidden> {
        match answers {
            Some(point) => self.at(point),
            None if self.reach == Reach::Everywhere => Ok(()),
            None => Err(Forbidden::Role { needs: vec![Role::Administrator], has: self.role }),
        }
    }
}

impl WebhookKeeper {
    /// Whether it reaches a webhook that is about these agencies; none means all of them.
    pub fn reaches(&self, agencies: &[PointCode]) -> bool {
        match &self.reach {
            Reach::Everywhere => true,
            Reach::Points(own) => {
                !agencies.is_empty() && agencies.iter().all(|agency| own.contains(agency))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::TokenId;
    use uuid::Uuid;

    fn actor(role: Role) -> Actor {
        let token = TokenId::new(Uuid::from_u128(1));
        let places = if role.needs_place() { vec!["A".parse().unwrap()] } else { vec![] };
        Actor { token, name: String::new(), role, places, revoked: false, until: None }
    }

    #[test]
    fn a_role_that_does_not_suffice_is_told_which_would() {
        let refused = CaseWriter::of(&actor(Role::Clerk)).unwrap_err();
        let needs = vec![Role::Partner, Role::Officer, Role::Administrator];
        assert_eq!(refused, Forbidden::Role { needs, has: Role::Clerk });
        assert!(Clerk::of(&actor(Role::Administrator)).is_err());
    }

    #[test]
    fn a_right_ends_where_the_places_end() {
        let (own, other) = ("A".parse().unwrap(), "B".parse().unwrap());
        let partner = CaseWriter::of(&actor(Role::Partner)).unwrap();
        assert_eq!(partner.at(&own), Ok(()));
        assert_eq!(
            partner.at(&other),
            Err(Forbidden::Place { role: Role::Partner, point: other.clone() })
        );
        assert_eq!(CaseWriter::of(&actor(Role::Administrator)).unwrap().at(&other), Ok(()));
        assert_eq!(LegOrderer::of(&actor(Role::Clerk)).unwrap().at(&other), Ok(()));
    }

    #[test]
    fn a_manager_of_some_points_reads_those_alone() {
        let all = CaseReader::of(&actor(Role::Manager)).unwrap();
        assert_eq!(all.reach(), &Reach::Everywhere);
        let some = Actor { places: vec!["A".parse().unwrap()], ..actor(Role::Manager) };
        assert!(CaseReader::of(&some).unwrap().at(&"B".parse().unwrap()).is_err());
    }

    #[test]
    fn a_revoked_token_has_no_right_at_all() {
        for role in Role::ALL {
            let revoked = Actor { revoked: true, ..actor(role) };
            assert_eq!(LegOrderer::of(&revoked), Err(Forbidden::Revoked));
            assert_eq!(Administrator::of(&revoked), Err(Forbidden::Revoked));
        }
    }
}
