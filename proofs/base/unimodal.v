(* A symmetric unimodal law on R without atoms (equivalently, with a symmetric          *)
(* unimodal density), by what characterises it: t and -t have one law, no point has      *)
(* mass, and P(|a + t| < u) does not grow with |a|.  Then, for every a and u,             *)
(*   |E[(a + t); |a + t| < u]| <= |a| P(|a + t| < u).                                     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition near (a u t : R) : bool := `|a + t| < u.

Record unimodal (E : expectation R) : Prop := Unimodal {
  uni_near : forall a u, integ E (fun t => (near a u t)%:R);
  uni_first : forall a u, integ E (fun t => t * (near a u t)%:R);
  uni_point : forall c, integ E (fun t => (t == c)%:R);
  uni_oppI : forall X, integ E X -> integ E (fun t => X (- t));
  uni_opp : forall X, integ E X -> Ex E (fun t => X (- t)) = Ex E X;
  uni_atom : forall c, Ex E (fun t => (t == c)%:R) = 0;
  uni_mono : forall a b u, `|a| <= `|b| ->
    Ex E (fun t => (near b u t)%:R) <= Ex E (fun t => (near a u t)%:R) }.

(* how many of h, 2h, ..., Nh lie below w *)
Definition below (h w : R) N : R := \sum_(j < N) (j.+1%:R * h < w)%R%:R.

Lemma below_le (h w : R) N : below h w N <= N%:R.
Proof.
apply: le_trans (_ : \sum_(j < N) (1 : R) <= _); last by rewrite sumr_const card_ord.
by apply: ler_sum => j _; case: (_ < _); rewrite ?ler01 ?lexx.
Qed.

Lemma below_lo (h w : R) N : 0 <= h -> 0 <= w -> h * below h w N <= w.
Proof.
move=> h0 w0; elim: N => [|N IH]; first by rewrite /below big_ord0 mulr0.
rewrite /below big_ord_recr /= -/(below h w N); case: ltP => [lt|_]; last by rewrite addr0.
apply: le_trans (ltW lt); rewrite mulrC; apply: ler_wpmul2r => //.
by rewrite -addn1 natrD ler_add2r below_le.
Qed.

Lemma below_hi (h w : R) N : 0 <= h -> w <= N.+1%:R * h -> w <= h * below h w N + h.
Proof.
move=> h0; elim: N => [|N IH] le; first by rewrite /below big_ord0 mulr0 add0r -[h]mul1r.
rewrite /below big_ord_recr /= -/(below h w N); case: ltP => [lt|ge]; last by rewrite addr0 IH.
suff -> : below h w N = N%:R.
  apply: le_trans le _; rewrite -[N.+2]addn2 natrD; move: (N%:R) => n /=; rlra.
rewrite /below (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => j _.
rewrite (le_lt_trans _ lt) // ler_wpmul2r // ler_nat ltnS.
by apply: ltnW; exact: ltn_ord.
Qed.

Section Unimodal.
Variable (E : expectation R).
Hypothesis uni : unimodal E.

Lemma near_first_le (a u : R) : 0 <= a -> Ex E (fun t => t * (near a u t)%:R) <= 0.
Proof.
move=> a0; have i1 := uni_first uni a u; have i2 := uni_oppI uni i1.
have : Ex E (fun t => t * (near a u t)%:R + - t * (near a u (- t))%:R) <= Ex E (fun=> 0).
  apply: Ex_le => [||t]; [exact: integD|exact: integ_cst|].
  have mono (s : R) : 0 <= s -> near a u s -> near a u (- s).
    move=> s0; rewrite /near; apply: le_lt_trans.
    by rewrite [X in _ <= X]ger0_norm ?addr_ge0 // ler_norml; apply/andP; split; rlra.
  case: (leP 0 t) => t0.
    have := mono t t0; case: (near a u t); case: (near a u (- t)) => //=.
    - by move=> _; rlra.
    - by move=> /(_ isT).
    - by move=> _; rlra.
    - by move=> _; rlra.
  have := mono (- t); rewrite opprK oppr_ge0 (ltW t0) => /(_ isT).
  case: (near a u t); case: (near a u (- t)) => //=.
  - by move=> _; rlra.
  - by move=> _; rlra.
  - by move=> /(_ isT).
  - by move=> _; rlra.
rewrite ExD // Ex_cst (uni_opp uni i1); move: (Ex E _) => x; rlra.
Qed.

Lemma integ_near a u : integ E (fun t => (a + t) * (near a u t)%:R).
Proof.
apply: (@eq_integ _ E (fun t => a * (near a u t)%:R + t * (near a u t)%:R)).
  by move=> t; rewrite mulrDl.
by apply: integD; [apply: integZ; exact: uni_near|exact: uni_first].
Qed.

Lemma near_lower (a u : R) : 0 <= a -> 0 <= Ex E (fun t => (a + t) * (near a u t)%:R).
Proof.
move=> a0; have [u0|u0] := leP u 0.
  rewrite (eq_Ex E (Y := fun=> 0)) ?Ex_cst // => t; rewrite /near ltNge.
  by rewrite (le_trans u0) ?normr_ge0 // mulr0.
suff low N : - (u / N.+1%:R) <= Ex E (fun t => (a + t) * (near a u t)%:R).
  case: (leP 0 (Ex E _)) => // neg; set e := Ex E _ in neg low.
  have e0 : 0 < - e by rewrite oppr_gt0.
  have := archi_boundP (divr_ge0 (ltW u0) (ltW e0)); set N := Num.bound _ => hN.
  have := low N; rewrite leNgt => /negP[]; rewrite ltr_oppr ltr_pdivr_mulr ?ltr0n //.
  rewrite mulrC -ltr_pdivr_mulr //; apply: lt_trans hN _; rewrite ltr_nat //.
set h := u / N.+1%:R; have h0 : 0 <= h by rewrite divr_ge0 ?ler0n // ltW.
have Nh : N.+1%:R * h = u by rewrite mulrC divfK // pnatr_eq0.
pose c (j : 'I_N.+1) := (j.+1%:R * h + u) / 2%:R; pose l (j : 'I_N.+1) := (u - j.+1%:R * h) / 2%:R.
pose X j t : R := (near (a - c j) (l j) t)%:R - (near (a + c j) (l j) t)%:R.
have iX j : integ E (X j) by apply: integB; exact: uni_near.
have iS : integ E (fun t => \sum_j h * X j t) by apply: integ_sum => j; exact: integZ.
have : Ex E (fun t => \sum_j h * X j t - h) <= Ex E (fun t => (a + t) * (near a u t)%:R).
  apply: Ex_le => [||t]; [by apply: integB => //; exact: integ_cst|exact: integ_near|].
  pose v := a + t.
  have eX j : X j t = (j.+1%:R * h < v < u)%R%:R - (j.+1%:R * h < - v < u)%R%:R.
    rewrite /X /near !ltr_norml /c /l /v; congr ((nat_of_bool _)%:R - (nat_of_bool _)%:R).
      by apply/andP/andP => -[k1 k2]; split; move: k1 k2; move: (_ * h) => q k1 k2; rlra.
    by apply/andP/andP => -[k1 k2]; split; move: k1 k2; move: (_ * h) => q k1 k2; rlra.
  rewrite -/v -big_distrr /= (eq_bigr _ (fun j _ => eX j)) /near -/v.
  have jh (j : 'I_N.+1) : 0 <= j.+1%:R * h by rewrite mulr_ge0 ?ler0n.
  have [vu|uv] := ltP `|v| u; last first.
    rewrite big1 => [|j _]; first by rewrite !mulr0 sub0r oppr_le0.
    move: uv (jh j); rewrite ler_normr; move: (_ * h) => q uv q0.
    rewrite (_ : (q < v < u) = false); last first.
      by apply/negP => /andP[k1 k2]; case/orP: uv => k3; rlra.
    rewrite (_ : (q < - v < u) = false) ?subrr //.
    by apply/negP => /andP[k1 k2]; case/orP: uv => k3; rlra.
  move: vu; rewrite ltr_norml => /andP[vu1 vu2]; rewrite mulr1.
  have [v0|v0] := leP 0 v.
    rewrite (eq_bigr (fun j : 'I_N.+1 => (j.+1%:R * h < v)%R%:R)) => [|j _]; last first.
      rewrite vu2 andbT (_ : (_ < - v) = false) ?subr0 //.
      by apply/negbTE; rewrite -leNgt; have := jh j; move: (_ * h) => q q0; rlra.
    by have := below_lo N.+1 h0 v0; rewrite /below; move: (h * _) => q; rlra.
  rewrite (eq_bigr (fun j : 'I_N.+1 => - (j.+1%:R * h < - v)%R%:R)) => [|j _]; last first.
    rewrite (_ : (_ < v) = false) /= ?sub0r; last first.
      by apply/negbTE; rewrite -leNgt; have := jh j; move: (_ * h) => q q0; rlra.
    have vu3 : - v < u by rlra.
    by rewrite vu3 andbT.
  rewrite (_ : \sum_(i < N.+1) _ = - below h (- v) N.+1); last by rewrite /below -sumrN.
  rewrite mulrN; have := @below_hi h (- v) N.+1 h0.
  rewrite -[N.+2]addn1 natrD mulrDl mul1r Nh; move: (h * _) => q; move=> hi.
  by have := hi (ltac:(clear hi; rlra) : - v <= u + h); rlra.
rewrite (@ExB _ E (fun t => \sum_j h * X j t)) ?Ex_cst //; last exact: integ_cst.
apply: le_trans; rewrite Ex_sum; last by move=> j; exact: integZ.
rewrite -[X in X <= _]add0r ler_add2r; apply: sumr_ge0 => j _; rewrite ExZ //; apply: mulr_ge0 =>
  //.
rewrite /X ExB; try exact: uni_near.
rewrite subr_ge0; apply: uni_mono => //.
have c0 : 0 <= c j.
  apply: divr_ge0; last by rewrite ler0n.
  by apply: addr_ge0; [apply: mulr_ge0; rewrite ?ler0n|exact: ltW].
rewrite [X in _ <= X]ger0_norm ?addr_ge0 //; move: (c j) c0 => cj c0.
by rewrite ler_norml; apply/andP; split; rlra.
Qed.

Lemma near_bound (a u : R) : `|Ex E (fun t => (a + t) * (near a u t)%:R)| <=
  `|a| * Ex E (fun t => (near a u t)%:R).
Proof.
have split_ b : Ex E (fun t => (b + t) * (near b u t)%:R) =
    b * Ex E (fun t => (near b u t)%:R) + Ex E (fun t => t * (near b u t)%:R).
  rewrite (eq_Ex E (Y := fun t => b * (near b u t)%:R + t * (near b u t)%:R)); last first.
    by move=> t; rewrite mulrDl.
  rewrite ExD; [|by apply: integZ; exact: uni_near|exact: uni_first].
  by rewrite ExZ //; exact: uni_near.
have pos (b : R) : 0 <= b -> `|Ex E (fun t => (b + t) * (near b u t)%:R)| <=
    b * Ex E (fun t => (near b u t)%:R).
  move=> b0; rewrite ger0_norm ?near_lower // split_.
  by have := near_first_le u b0; move: (Ex E _) (b * _) => x y; rlra.
have [a0|a0] := leP 0 a; first by rewrite (ger0_norm a0); exact: pos.
have na : 0 <= - a by rlra.
have sym t : near (- a) u (- t) = near a u t by rewrite /near -opprD normrN.
have e t : near a u (- t) = near (- a) u t by rewrite -sym opprK.
have e1 : Ex E (fun t => (a + t) * (near a u t)%:R) =
    - Ex E (fun t => (- a + t) * (near (- a) u t)%:R).
  rewrite -(uni_opp uni (integ_near a u)) -ExN; last exact: integ_near.
  by apply: eq_Ex => t; rewrite e -mulNr opprD opprK.
have e2 : Ex E (fun t => (near a u t)%:R) = Ex E (fun t => (near (- a) u t)%:R).
  by rewrite -(uni_opp uni (uni_near uni a u)); apply: eq_Ex => t; rewrite e.
by rewrite (ltr0_norm a0) e1 normrN e2; exact: pos.
Qed.

(* no mass where |b + t| = z *)
Lemma uni_level (b z : R) : integ E (fun t => (`|b + t| == z)%:R) /\
  Ex E (fun t => (`|b + t| == z)%:R) = 0.
Proof.
have i1 := uni_point uni (z - b); have i2 := uni_point uni (- z - b).
have a1 := uni_atom uni (z - b); have a2 := uni_atom uni (- z - b).
have [z0|z0|z0] := ltgtP z 0.
- have e t : (`|b + t| == z)%:R = 0 :> R.
    by rewrite (_ : (_ == z) = false) //; apply/negbTE; rewrite gt_eqF // (lt_le_trans z0)
      ?normr_ge0.
  by rewrite (eq_Ex E e) Ex_cst; split=> //; apply: (eq_integ (fun t => esym (e t))); exact:
    integ_cst.
- have e t : (`|b + t| == z)%:R = (t == z - b)%:R + (t == - z - b)%:R :> R.
    have -> : (t == z - b) = (b + t == z) by rewrite eq_sym subr_eq eq_sym addrC.
    have -> : (t == - z - b) = (b + t == - z) by rewrite eq_sym subr_eq eq_sym addrC.
    rewrite eqr_norml (ltW z0) andbT; case: eqP => [->|_] /=; last by rewrite add0r.
    by rewrite (_ : (z == - z) = false) ?addr0 //; apply/negbTE; rewrite gt_eqF //; rlra.
  rewrite (eq_Ex E e) ExD // a1 a2 addr0; split=> //.
  by apply: (eq_integ (fun t => esym (e t))); exact: integD.
- have e t : (`|b + t| == z)%:R = (t == z - b)%:R :> R.
    by rewrite z0 normr_eq0 sub0r addrC addr_eq0.
  by rewrite (eq_Ex E e) a1; split=> //; apply: (eq_integ (fun t => esym (e t))).
Qed.

Lemma far_mono (a b z : R) : `|a| <= `|b| ->
  Ex E (fun t => (z < `|a + t|)%R%:R) <= Ex E (fun t => (z < `|b + t|)%R%:R).
Proof.
move=> ab; have far c : Ex E (fun t => (z < `|c + t|)%R%:R) = 1 - Ex E (fun t => (near c z t)%:R).
  have [i0 e0] := uni_level c z.
  rewrite (eq_Ex E (Y := fun t => 1 - (near c z t)%:R - (`|c + t| == z)%:R)); last first.
    by move=> t; rewrite /near; case: ltgtP => _ /=; rlra.
  rewrite ExB //; last by apply: integB; [exact: integ_cst|exact: uni_near].
  by rewrite e0 subr0 ExB ?Ex_cst //; [exact: integ_cst|exact: uni_near].
by rewrite !far ler_sub //; exact: uni_mono.
Qed.
End Unimodal.
