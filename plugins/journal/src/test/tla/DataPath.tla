------------------------------ MODULE DataPath ------------------------------
(***************************************************************************)
(* From the producer to the row: the journal and the event store together, *)
(* and what is promised of both.                                           *)
(***************************************************************************)
EXTENDS EventStore, TLC

variables == <<journal, store>>

Init == InitJournal /\ InitEventStore

Next ==
  \/ NextOfJournal /\ UNCHANGED store
  \/ NextOfEventStore

\* What works goes on working: faults are few, and nobody else ends a step for good.
Fairness ==
  /\ WF_variables(Force /\ UNCHANGED store)
  /\ WF_variables(\E w \in Writers : Connect(w))
  /\ \A w \in Writers : WF_variables(Begin(w)) /\ WF_variables(Hint(w)) /\ WF_variables(Look(w))
  /\ WF_variables(\E t \in pending : Execute(t))

\* Which of the events, or of the writers, it is makes no difference; not for EventuallyStored.
Symmetry == Permutations(Events) \union Permutations(Writers)

Specification == Init /\ [][Next]_variables /\ Fairness

\* What is acknowledged is on disk, or stored, or reported as missing. Between the moment when an
\* older copy is put back and the moment when the event store finds it, retention may delete what the
\* database lacks: it is reported then.
NoLoss ==
  \A record \in acked :
    \/ OnDisk(record)
    \/ record \in db.taken
    \/ record \in told
    \/ unseen /\ record[1] <= start

\* And what is acknowledged is stored in the end, or reported. One event stands for all of them: no
\* action tells one from the other.
EventuallyStored ==
  LET any == CHOOSE e \in Events : TRUE IN
  \A p \in 1 .. MaxSends + MaxSends * MaxFaults :
    <<p, any>> \in acked ~> <<p, any>> \in db.taken \union told \/ <<p, any>> \notin acked
=============================================================================
