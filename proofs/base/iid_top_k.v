(* Top-k of a + y, y with independent coordinates of one unimodal law: what Proposition A  *)
(* needs of it.                                                                          *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation top_k unimodal drop.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* an event that may be multiplied with *)
Definition event Om (E : expectation Om) (A : Om -> bool) :=
  forall X, integ E X -> integ E (fun y => (A y)%:R * X y).

(* E is the law of d independent coordinates, each of law E1: drawing any one of them  *)
(* again does not change E (and Fubini's theorem holds for the functions of integ)      *)
Record iid d (E1 : expectation R) (E : expectation 'rV[R]_d) : Prop := Iid {
  iid_slice : forall i X y, integ E X -> integ E1 (fun t => X (upd y i t));
  iid_part : forall i X, integ E X -> integ E (fun y => Ex E1 (fun t => X (upd y i t)));
  iid_ex : forall i X, integ E X -> Ex E (fun y => Ex E1 (fun t => X (upd y i t))) = Ex E X;
  iid_coord : forall i, integ E (fun y => y 0 i);
  iid_sq : forall i, integ E (fun y => y 0 i ^+ 2);
  iid_lt : forall a i j, event E (fun y => `|(a + y) 0 i| < `|(a + y) 0 j|) }.

(* Chebyshev's sum inequality, for families ordered in opposite ways *)
Lemma chebyshev (I : finType) (x w : I -> R) : (forall i j, x i <= x j -> w j <= w i) ->
  #|I|%:R * (\sum_i x i * w i) <= (\sum_i x i) * (\sum_i w i).
Proof.
move=> h; pose S := \sum_i x i * w i; pose X := \sum_i x i; pose W := \sum_i w i.
have : 0 <= \sum_i \sum_j (x i - x j) * (w j - w i).
  apply: sumr_ge0 => i _; apply: sumr_ge0 => j _.
  case: (leP (x i) (x j)) => [k|/ltW k]; have k' := h _ _ k.
    by rewrite mulr_le0 // subr_le0.
  by rewrite mulr_ge0 // subr_ge0.
have e i : \sum_j (x i - x j) * (w j - w i) = x i * W + (- S + w i * X) - #|I|%:R * (x i * w i).
  have -> : #|I|%:R * (x i * w i) = \sum_(j : I) x i * w i by rewrite sumr_const mulr_natl.
  rewrite /W /X /S !big_distrr /= -sumrN -!big_split /= -sumrB.
  by apply: eq_bigr => j _; move: (x i) (x j) (w i) (w j) => p q r t; rring.
rewrite (eq_bigr _ (fun i _ => e i)) sumrB !big_split /= -!big_distrl -!big_distrr /=.
rewrite sumr_const -/S -/X -/W -[- S *+ _]mulr_natl; move: (#|I|%:R) => N.
by clear e; clearbody S X W; rlra.
Qed.

Section Event.
Variables (Om : Type) (E : expectation Om).
Lemma event_ext A B : A =1 B -> event E A -> event E B.
Proof. by move=> e h X /h; apply: eq_integ => y; rewrite e. Qed.
Lemma event_cst b : event E (fun=> b). Proof. by move=> X iX; exact: integZ. Qed.
Lemma event_neg A : event E A -> event E (fun y => ~~ A y).
Proof.
move=> h X iX; apply: (@eq_integ _ E (fun y => X y - (A y)%:R * X y)).
  by move=> y; case: (A y); rewrite /= ?mul1r ?mul0r ?subrr ?subr0.
by apply: integB => //; exact: h.
Qed.
Lemma event_and A B : event E A -> event E B -> event E (fun y => A y && B y).
Proof.
move=> hA hB X iX; apply: (eq_integ _ (hA _ (hB _ iX))) => y.
by case: (A y); case: (B y); rewrite /= ?mul1r ?mul0r.
Qed.
Lemma event_if A B C : event E A -> event E B -> event E C ->
  event E (fun y => if A y then B y else C y).
Proof.
move=> hA hB hC X iX; have := integD (hA _ (hB _ iX)) (event_neg hA (hC _ iX)).
by apply: eq_integ => y; case: (A y); rewrite /= ?mul1r ?mul0r ?addr0 ?add0r.
Qed.
Lemma event_ind A : event E A -> integ E (fun y => (A y)%:R).
Proof. by move=> /(_ _ (integ_cst E 1)); apply: eq_integ => y; rewrite mulr1. Qed.
Lemma event_count (I : finType) (A : I -> Om -> bool) k : (forall l, event E (A l)) ->
  event E (fun y => (k <= #|[set l | A l y]|)%N).
Proof.
move=> h; suff H (s : seq I) m : event E (fun y => (m <= \sum_(l <- s) A l y)%N).
  apply: (event_ext _ (H (index_enum I) k)) => y; congr (k <= _)%N.
  by rewrite -sum1_card [in RHS]big_mkcond /=; apply: eq_bigr => l _; rewrite inE; case: (A l y).
elim: s m => [|l s IH] m.
  by apply: (event_ext _ (event_cst (m <= 0)%N)) => y; rewrite big_nil.
apply: (event_ext _ (event_if (h l) (IH m.-1) (IH m))) => y; rewrite big_cons.
by case: (A l y); rewrite ?add0n // add1n; case: m => [|m] //=.
Qed.
End Event.

Section TopK.
Variables (d k : nat) (E1 : expectation R) (E : expectation 'rV[R]_d).
Local Notation V := 'rV[R]_d.
Hypotheses (k0 : (0 < k)%N) (uni : unimodal E1) (ii : iid E1 E).

Lemma event_dropped i a : event E (fun y => dropped k i (a + y)).
Proof. by apply: event_count => l; exact: (iid_lt ii). Qed.

Definition pr i a := Ex E (fun y => (dropped k i (a + y))%:R).

Let idr i a : integ E (fun y => (dropped k i (a + y))%:R).
Proof. exact: event_ind (event_dropped i a). Qed.

Lemma pr_self i (a : V) c : `|a 0 i| <= `|c| -> pr i (upd a i c) <= pr i a.
Proof.
move=> ac; rewrite /pr -(iid_ex ii i (idr i a)) -(iid_ex ii i (idr i (upd a i c))).
apply: Ex_le => [||y]; [exact: (iid_part ii i (idr i _))|exact: (iid_part ii i (idr i _))|].
have [u hu] := @dropped_self d k i (a + y) k0.
rewrite (eq_Ex E1 (Y := fun t => (near c u t)%:R)); last by move=> t; rewrite upd_add hu.
rewrite [X in _ <= X](eq_Ex E1 (Y := fun t => (near (a 0 i) u t)%:R)); last first.
  by move=> t; rewrite add_upd hu.
exact: uni_mono.
Qed.

Lemma pr_other i j (a : V) c : i != j -> `|a 0 j| <= `|c| -> pr i a <= pr i (upd a j c).
Proof.
move=> ij ac; rewrite /pr -(iid_ex ii j (idr i a)) -(iid_ex ii j (idr i (upd a j c))).
apply: Ex_le => [||y]; [exact: (iid_part ii j (idr i _))|exact: (iid_part ii j (idr i _))|].
under eq_Ex do rewrite add_upd; under [X in _ <= X]eq_Ex do rewrite upd_add.
have [[b hb]|hs] := @dropped_other d k i j (a + y) ij.
  by under eq_Ex do rewrite hb; under [X in _ <= X]eq_Ex do rewrite hb; rewrite !Ex_cst.
under eq_Ex do rewrite hs; under [X in _ <= X]eq_Ex do rewrite hs.
exact: far_mono.
Qed.

Definition swap i j (a : V) : V := upd (upd a i (a 0 j)) j (a 0 i).

Lemma dropped_swap i j v : i != j -> dropped k i (swap i j v) = dropped k j v.
Proof.
move=> ij; have sE l : swap i j v 0 l = v 0 (tperm i j l).
  rewrite !mxE; case: tpermP => [->|->|/eqP/negbTE li /eqP/negbTE lj].
  - by rewrite (negbTE ij) eqxx.
  - by rewrite eqxx.
  - by rewrite li lj.
rewrite /dropped -(card_imset _ (@perm_inj _ (tperm i j))); congr (k <= _)%N.
apply: eq_card => l; rewrite -[l in LHS](tpermK i j) mem_imset; last exact: perm_inj.
by rewrite !inE !sE tpermL tpermK.
Qed.

Lemma pr_swap i j (a : V) : i != j -> pr i (swap i j a) = pr j a.
Proof.
move=> ij; rewrite /pr -(iid_ex ii i (idr i _)) -(iid_ex ii j (iid_part ii i (idr i _))).
rewrite -(iid_ex ii j (idr j a)) -(iid_ex ii i (iid_part ii j (idr j a))).
apply: eq_Ex => y; apply: eq_Ex => s; apply: eq_Ex => t; congr (nat_of_bool _)%:R.
rewrite -(dropped_swap _ ij); congr dropped; apply/rowP => l; rewrite !mxE.
have ji : (j == i) = false by rewrite eq_sym (negbTE ij).
case: (eqVneq l j) => [->|lj]; first by rewrite !eqxx ji (negbTE ij).
by case: (l == i); rewrite ?eqxx.
Qed.


Lemma pr_order i j (a : V) : `|a 0 j| <= `|a 0 i| -> pr i a <= pr j a.
Proof.
have [-> //|ij] := eqVneq i j; move=> h; rewrite -(pr_swap a ij) /swap.
apply: le_trans (_ : pr i (upd a i (a 0 j)) <= _).
  rewrite -{1}(_ : upd (upd a i (a 0 j)) i (a 0 i) = a); last first.
    by apply/rowP => l; rewrite !mxE; case: eqP => // ->.
  by apply: pr_self; rewrite upd_same.
by apply: pr_other => //; rewrite upd_other // eq_sym.
Qed.

(* ties have no weight, even against 1 + v_i^2 *)
Definition tie i l (v : V) : bool := `|v 0 l| == `|v 0 i|.

Lemma event_tie i l a : event E (fun y => tie i l (a + y)).
Proof.
apply: (event_ext _ (event_and (event_neg (iid_lt ii a l i)) (event_neg (iid_lt ii a i l)))) => y.
by rewrite /tie -!leNgt eq_le andbC.
Qed.

Definition weight i (v : V) : R := 1 + v 0 i ^+ 2.

Lemma integ_weight i a : integ E (fun y => weight i (a + y)).
Proof.
apply: (@eq_integ _ E (fun y => (1 + a 0 i ^+ 2) + (2%:R * a 0 i * y 0 i + y 0 i ^+ 2))).
  by move=> y; rewrite /weight mxE; move: (a 0 i) (y 0 i) => p q; rring.
apply: integD; first exact: integ_cst.
by apply: integD; [apply: integZ; exact: (iid_coord ii)|exact: (iid_sq ii)].
Qed.

Lemma tie0 i l a : l != i -> Ex E (fun y => (tie i l (a + y))%:R * weight i (a + y)) = 0.
Proof.
move=> li; have iT := event_tie i l a (integ_weight i a).
rewrite -(iid_ex ii i iT) (eq_Ex E (Y := fun=> 0)) ?Ex_cst // => y.
rewrite (eq_Ex E1 (Y := fun t => (1 + (a + y) 0 l ^+ 2) * (`|a 0 i + t| == `|(a + y) 0 l|)%:R)).
  by have [i0 e0] := uni_level uni (a 0 i) `|(a + y) 0 l|; rewrite ExZ // e0 mulr0.
move=> t; rewrite add_upd /tie /weight upd_same upd_other // eq_sym mulrC.
by case: eqP => [e|_]; rewrite ?mulr0 // -(real_normK (num_real (a 0 i + t))) e real_normK
  ?num_real.
Qed.

Variable sel : V -> {set 'I_d}.
Hypotheses (tsel : forall v, is_top k v (sel v)).
Hypothesis esel : forall a i, event E (fun y => i \in sel (a + y)).

(* a rule for ties drops i exactly when i is dropped, up to ties *)
Lemma sel_dropped i a X : integ E X -> (forall y, `|X y| <= weight i (a + y)) ->
  Ex E (fun y => (i \notin sel (a + y))%:R * X y) = Ex E (fun y => (dropped k i (a + y))%:R * X y).
Proof.
move=> iX hX; have i1 := event_neg (esel a i) iX; have i2 := event_dropped i a iX.
pose T y := \sum_(l | l != i) (tie i l (a + y))%:R * weight i (a + y).
have TE y : T y = \sum_l (if l != i then (tie i l (a + y))%:R * weight i (a + y) else 0).
  by rewrite /T big_mkcond.
have iTl l : integ E (fun y => if l != i then (tie i l (a + y))%:R * weight i (a + y) else 0).
  by case: (l != i); [exact: event_tie (integ_weight i a)|exact: integ_cst].
have iT : integ E T by apply: (eq_integ (fun y => esym (TE y))); exact: integ_sum.
have T0 : Ex E T = 0.
  rewrite (eq_Ex E TE) Ex_sum // big1 // => l _; case: (eqVneq l i) => [_|li] /=.
    exact: Ex_cst.
  exact: tie0.
have bound y : `|(i \notin sel (a + y))%:R * X y - (dropped k i (a + y))%:R * X y| <= T y.
  have w0 : 0 <= weight i (a + y) by rewrite addr_ge0 ?sqr_ge0 ?ler01.
  have Tge0 : 0 <= T y by apply: sumr_ge0 => l _; rewrite mulr_ge0 ?ler0n.
  rewrite -mulrBl normrM; have hd := dropped_notin (tsel (a + y)) (i := i).
  case: (boolP (i \in sel (a + y))) hd => [iS hd|iS _] /=.
    by rewrite (_ : dropped k i (a + y) = false) ?subrr ?normr0 ?mul0r //; apply/negP => /hd.
  case: (boolP (dropped k i (a + y))) => [_|nd]; first by rewrite subrr normr0 mul0r.
  rewrite subr0 normr1 mul1r; apply: le_trans (hX y) _.
  have [l li tl] : exists2 l, l != i & tie i l (a + y).
    apply/exists_inP; apply: contraNT nd; rewrite negb_exists_in => /forall_inP no.
    exact: notin_dropped (tsel (a + y)) iS no.
  rewrite /T (bigD1 l) //= tl mul1r ler_addl.
  by apply: sumr_ge0 => m _; rewrite mulr_ge0 ?ler0n.
have iD := integB i1 i2; have up := @Ex_le _ E _ _ iD iT.
have lo := @Ex_le _ E _ _ (integN iT) iD; rewrite (ExN iT) T0 oppr0 in lo; rewrite T0 in up.
apply/eqP; rewrite -subr_eq0 -ExB // eq_le up ?lo // => y.
  by have := bound y; rewrite ler_norml => /andP[].
by have := bound y; rewrite ler_norml => /andP[].
Qed.

Lemma prE i a : Ex E (fun y => (i \notin sel (a + y))%:R) = pr i a.
Proof.
have w y : `|1 : R| <= weight i (a + y) by rewrite normr1 ler_addl sqr_ge0.
have := sel_dropped (integ_cst E 1) w.
by under eq_Ex do rewrite mulr1; under [in X in _ = X]eq_Ex do rewrite mulr1.
Qed.

Lemma integ_v i (a : V) : integ E (fun y => (a + y) 0 i).
Proof.
apply: (@eq_integ _ E (fun y => a 0 i + y 0 i)); first by move=> y; rewrite mxE.
by apply: integD; [exact: integ_cst|exact: (iid_coord ii)].
Qed.

(* the mean of what is dropped *)
Definition rest i a := Ex E (fun y => (i \notin sel (a + y))%:R * (a + y) 0 i).

Lemma rest_le i (a : V) : `|rest i a| <= `|a 0 i| * pr i a.
Proof.
have w y : `|(a + y) 0 i| <= weight i (a + y).
  rewrite /weight -(real_normK (num_real ((a + y) 0 i))); move: `|_| => z.
  have := sqr_ge0 (z - 1 / 2%:R); rewrite !expr2; move=> h; rlra.
rewrite /rest (sel_dropped (integ_v i a) w).
have iX := event_dropped i a (integ_v i a).
rewrite /pr -(iid_ex ii i iX) -(iid_ex ii i (idr i a)) -ExZ; last exact: (iid_part ii i (idr i a)).
have inner y : `|Ex E1 (fun t => (dropped k i (a + upd y i t))%:R * (a + upd y i t) 0 i)| <=
    `|a 0 i| * Ex E1 (fun t => (dropped k i (a + upd y i t))%:R).
  have [u hu] := @dropped_self d k i (a + y) k0.
  rewrite (eq_Ex E1 (Y := fun t => (a 0 i + t) * (near (a 0 i) u t)%:R)); last first.
    by move=> t; rewrite add_upd hu upd_same mulrC.
  rewrite [X in _ <= _ * X](eq_Ex E1 (Y := fun t => (near (a 0 i) u t)%:R)).
    exact: near_bound.
  by move=> t; rewrite add_upd hu.
have iI := iid_part ii i iX; have iP := integZ `|a 0 i| (iid_part ii i (idr i a)).
rewrite ler_norml -ExN //; apply/andP; split; apply: Ex_le => //; try exact: integN.
  by move=> y; have := inner y; rewrite ler_norml => /andP[].
by move=> y; have := inner y; rewrite ler_norml => /andP[].
Qed.

Lemma pr_sum a : \sum_i pr i a = d%:R - k%:R.
Proof.
have iN i : integ E (fun y => (i \notin sel (a + y))%:R) := event_ind (event_neg (esel a i)).
rewrite -(eq_bigr _ (fun i _ => prE i a)) -Ex_sum // (eq_Ex E (Y := fun=> d%:R - k%:R)) ?Ex_cst //.
move=> y; rewrite -natr_sum; have kd := is_top_le (tsel 0); rewrite -natrB //; congr (_%:R).
rewrite -(cardC_top (tsel (a + y))) -sum1_card [RHS]big_mkcond /=; apply: eq_bigr => i _.
by rewrite inE; case: (_ \in _).
Qed.

Lemma pr_ge0 i a : 0 <= pr i a.
Proof. by rewrite -(Ex_cst E 0); apply: Ex_le => // [|y]; [exact: integ_cst|rewrite ler0n]. Qed.
Lemma pr_le1 i a : pr i a <= 1.
Proof.
rewrite -(Ex_cst E 1); apply: Ex_le => // [|y]; first exact: integ_cst.
by case: (dropped _ _ _); rewrite ?ler01 ?lexx.
Qed.

Lemma sq_order (p q : R) : p ^+ 2 <= q ^+ 2 -> `|p| <= `|q|.
Proof. by rewrite -(real_normK (num_real p)) -(real_normK (num_real q)) ler_sqr ?nnegrE. Qed.

Lemma pr_chebyshev (a : V) : d%:R * (\sum_i a 0 i ^+ 2 * pr i a) <= nsq a * (d%:R - k%:R).
Proof.
have := @chebyshev _ (fun i => a 0 i ^+ 2) (fun i => pr i a).
rewrite card_ord pr_sum nsqE; apply=> i j /sq_order h.
exact: pr_order.
Qed.

Lemma rest_sum (a : V) : (0 < d)%N -> \sum_i rest i a ^+ 2 <= (1 - k%:R / d%:R) * nsq a.
Proof.
move=> d0; have dp : 0 < d%:R :> R by rewrite ltr0n.
have h : \sum_i rest i a ^+ 2 <= \sum_i a 0 i ^+ 2 * pr i a.
  apply: ler_sum => i _; have := rest_le i a.
  rewrite -(real_normK (num_real (rest i a))) -(real_normK (num_real (a 0 i))).
  have := pr_ge0 i a; have := pr_le1 i a; have := normr_ge0 (rest i a); have := normr_ge0 (a 0 i).
  move: `|rest i a| `|a 0 i| (pr i a) => p q r q0 p0 r1 r0 pq.
  apply: le_trans (_ : (q * r) ^+ 2 <= _); first by rewrite ler_sqr ?nnegrE ?mulr_ge0.
  rewrite exprMn; apply: ler_wpmul2l; first exact: sqr_ge0.
  by rewrite expr2 ler_pimulr.
apply: le_trans h _; rewrite -(ler_pmul2l dp); apply: le_trans (pr_chebyshev a) _.
by rewrite mulrC mulrA mulrBr mulr1 [d%:R * (_ / _)]mulrC divfK ?lt0r_neq0.
Qed.
End TopK.
