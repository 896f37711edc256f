------------------------------- MODULE Mutants -------------------------------
(***************************************************************************)
(* Mistakes that the specification must notice. Each replaces a decision of *)
(* Journal or EventStore, by a line "Decision <- Mutant" in a model;        *)
(* DataPathTest says which invariant has to notice it.                      *)
(***************************************************************************)
EXTENDS DataPath

\* Acknowledgeable: acknowledged once written, before the force.
AcknowledgedBeforeForce == 1 .. Len(log)

\* Readable: readers see what is written, before the force.
ReadBeforeForce == Len(log)

\* AfterFailedForce: the same bytes are forced again, and that reports success.
ForcedAgain(again) ==
  [log |-> log, dropped |-> dropped \union (end + 1 .. Len(log))]

\* MayRetire: old enough is enough.
RetiredByAge(position) == TRUE

\* ForcedByRetire: a place in the page cache may cost a record.
RetiredByUnforcedPlace == forced

\* ToldOfHole, ToldOfGap: the reader steps over it and nobody hears of it.
HoleSkippedSilently(position) == {}
GapSkippedSilently(positions) == {}

\* PlaceAtConnect: the other choices.
HigherPlaceAtConnect == Highest(hint, db.place)
PlaceOfJournalAtConnect == hint
PlaceOfDatabaseAtConnect == db.place

\* PlaceInLog: a place is a place, in whatever timeline it was reached; or one in another timeline is
\* true as far as this log goes.
PlaceOfAnyTimeline == db.place
PlaceUpToTheEnd == Lowest(db.place, end)

\* OpenedAt: only the first opening begins a timeline.
OneTimelineForEver(earlier, position) == earlier

\* HintAtConnect: the journal's place only moves forward.
HintOnlyMovesForward(at) == hint

\* PlaceWhenSent, with AcceptsByFence: the place moves in a transaction of its own before the rows.
PlaceBeforeRows(before, to) == to
AcceptsByFence(t) == db.fence = t.fence

\* Accepts: the fence matches, and the place only has to move forward.
AcceptsForward(t) == db.fence = t.fence /\ db.place <= t.to

\* Accepts: the place has to match, and nobody asks for the fence.
AcceptsByPlace(t) == db.place = t.from

\* StoresRows: the rows are a transaction of their own, before the place.
RowsOutsideOfTransaction(t) == TRUE

\* RowsAfter: there is no unique key.
NoUniqueKey(rows, count) == rows + count

\* AfterUnknown, with AcceptsForward and NoUniqueKey: an unknown commit is taken for a failure, and the
\* batch is sent again under the same fence.
UnknownTakenForFailure(w) == [writer EXCEPT ![w].state = "ready"]

\* BatchEnds: storing waits for a damaged record.
StopsAtHole(from) == {to \in from + 1 .. end : IsEvent(to) /\ \A p \in from + 1 .. to : log[p] # Hole}
==============================================================================
