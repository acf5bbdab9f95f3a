(* When does coordinate i fall out of the k largest?  [dropped k i v]: at least k        *)
(* coordinates are strictly larger.  As a function of v_i alone it is |v_i| < u for some   *)
(* u; as a function of v_j alone, constant or |v_i| < |v_j|.                               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector top_k.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Drop.
Variable (d : nat).
Local Notation V := 'rV[R]_d.
Implicit Types (v y a : V) (i j l : 'I_d) (k : nat).

Definition upd y i (t : R) : V := \row_j (if j == i then t else y 0 j).
Definition dropped k i v : bool := (k <= #|[set l | (`|v 0 i| < `|v 0 l|)%R]|)%N.

Lemma upd_same y i t : upd y i t 0 i = t. Proof. by rewrite mxE eqxx. Qed.
Lemma upd_other y i j t : j != i -> upd y i t 0 j = y 0 j.
Proof. by move=> /negbTE n; rewrite mxE n. Qed.

Lemma add_upd a y i t : a + upd y i t = upd (a + y) i (a 0 i + t).
Proof. by apply/rowP => j; rewrite !mxE; case: eqP => // ->. Qed.

Lemma upd_add a y i c t : upd a i c + upd y i t = upd (a + y) i (c + t).
Proof. by apply/rowP => j; rewrite !mxE; case: eqP. Qed.

Lemma dropped_self k i v : (0 < k)%N ->
  exists u, forall s, dropped k i (upd v i s) = (`|s| < u).
Proof.
move=> k0; pose cnt z := #|[set l | (l != i) && (z <= `|v 0 l|)%R]|.
pose Q l := (l != i) && (k <= cnt (`|v 0 l|)%R)%N.
have cE s : [set l | (`|upd v i s 0 i| < `|upd v i s 0 l|)%R] =
    [set l | (l != i) && (`|s| < `|v 0 l|)%R].
  apply/setP => l; rewrite !inE upd_same; have [->|ne] := eqVneq l i.
    by rewrite upd_same ltxx.
  by rewrite upd_other.
have cand s : dropped k i (upd v i s) -> exists2 m, Q m & `|s| < `|v 0 m|.
  rewrite /dropped cE => ks; set A := [set l | _] in ks.
  have /card_gt0P[l0 l0A] : (0 < #|A|)%N by exact: leq_trans ks.
  case: (@arg_minP _ _ _ l0 (fun l => l \in A) (fun l => `|v 0 l|) l0A) => m mA hm.
  have := mA; rewrite inE => /andP[mi sm]; exists m => //.
  rewrite /Q mi /=; apply: leq_trans ks _; apply: subset_leq_card; apply/subsetP => l lA.
  by have := hm l lA; move: lA; rewrite !inE => /andP[-> _] ->.
case: (pickP Q) => [l0 Ql0|none]; last first.
  exists 0 => s; rewrite [RHS]ltNge normr_ge0 /=; apply/negP => /cand[m Qm _].
  by have := none m; rewrite Qm.
case: (@arg_maxP _ _ _ l0 Q (fun l => `|v 0 l|) Ql0) => l /andP[li kl] hl.
exists `|v 0 l| => s; apply/idP/idP => [/cand[m Qm sm]|sl].
  exact: lt_le_trans sm (hl m Qm).
rewrite /dropped cE; apply: leq_trans kl _; apply: subset_leq_card; apply/subsetP => m.
by rewrite !inE => /andP[-> lm] /=; exact: lt_le_trans sl lm.
Qed.

Lemma dropped_other k i j v : i != j ->
  (exists b, forall s, dropped k i (upd v j s) = b) \/
  (forall s, dropped k i (upd v j s) = (`|v 0 i| < `|s|)).
Proof.
move=> ij; pose c := #|[set l | (l != j) && (`|v 0 i| < `|v 0 l|)%R]|.
have e s : dropped k i (upd v j s) = (k <= (`|v 0 i| < `|s|)%R + c)%N.
  rewrite /dropped (cardsD1 j) inE (upd_other _ _ ij) upd_same; congr (k <= _ + _)%N.
  apply: eq_card => l; rewrite !inE; have [//|lj] := eqVneq l j.
  by rewrite upd_other.
have [kc|ck] := leqP k c; first by left; exists true => s; rewrite e (leq_trans kc) ?leq_addl.
have [kc|kc] := eqVneq k c.+1.
  by right=> s; rewrite e kc; case: (_ < _); rewrite ?add1n ?leqnn // add0n ltnn.
left; exists false => s; rewrite e; apply/negbTE; rewrite -ltnNge.
have : (c.+1 < k)%N by rewrite ltn_neqAle eq_sym kc.
by apply: leq_ltn_trans; case: (_ < _).
Qed.

(* against a choice S of k largest *)
Lemma dropped_notin k i v S : is_top k v S -> dropped k i v -> i \notin S.
Proof.
move=> [cS hS] di; apply/negP => iS; move: di; rewrite /dropped leqNgt => /negP[].
rewrite -cS; apply: (@leq_ltn_trans #|S :\ i|); last by rewrite [X in (_ < X)%N](cardsD1 i) iS.
apply: subset_leq_card; apply/subsetP => l; rewrite !inE => lt.
have li : l != i by apply: contraTneq lt => ->; rewrite ltxx.
rewrite li /=; apply/negPn/negP => lS; have := hS i l iS lS.
by rewrite leNgt lt.
Qed.

Lemma notin_dropped k i v S : is_top k v S -> i \notin S ->
  (forall l, l != i -> `|v 0 l| != `|v 0 i|) -> dropped k i v.
Proof.
move=> [cS hS] iS tie; rewrite /dropped -cS; apply: subset_leq_card; apply/subsetP => l lS.
rewrite inE lt_neqAle hS // andbT eq_sym tie //.
by apply: contraNneq iS => <-.
Qed.
End Drop.
