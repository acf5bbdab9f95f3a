(* The descent lemma with the term that Lemma 2 drops. With L' = (M + 1) L, for every *)
(* step g, of any size,                                                               *)
(*   E f(x+) - f x <= - (g/2)(|df|^2 - |b|^2) - (g/2)(1 - g L')|df + b|^2             *)
(*                    + (g^2 L/2) sigma2                                              *)
(* (refined_descent), an equality for f = (L/2)|x|^2, any bias, and noise as large    *)
(* as Assumption 3 allows (refined_descent_tight).                                    *)
(* Without additive bias (zeta2 = 0) the worst case over the bias is                  *)
(*   - g (r - g L' r^2/2)|df|^2 + (g^2 L/2) sigma2,                                   *)
(*   r = 1 - sqrt m for g <= 1/L',  r = 1 + sqrt m for g >= 1/L'                      *)
(* (refined_descent_worst_case), attained by b = (r - 1) df on both sides             *)
(* (refined_descent_worst_case_attained). So f decreases for every                    *)
(* g < 2/(L'(1 + sqrt m)) (refined_descent_decrease), and g = 1/L', where the bound   *)
(* is - (1 - m)/(2 L')|df|^2, has the best worst case (refined_descent_best_step).    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import one_step extremal.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem refined_descent d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 g x :
  smooth f df L -> biased_oracle E n -> bounded_noise df E b n M s2 ->
  integ E (fun xi => f (sgd_step df b n g x xi)) ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) <=
    - (g / 2%:R) * (nsq (df x) - nsq (b x))
    - g / 2%:R * (1 - g * ((M + 1) * L)) * nsq (df x + b x) + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> fL orc hN fi.
have h := one_step (integV_oracle df b orc x) (integ_nsq_oracle df b orc x) fL fi.
apply: le_trans h _; rewrite ExV_oracle // Ex_nsq_oracle //.
have k : L * g ^+ 2 / 2%:R * Ex E (fun xi => nsq (n x xi)) <=
  L * g ^+ 2 / 2%:R * (M * nsq (df x + b x) + s2).
  apply: ler_wpmul2l (noise_le hN x).
  by rewrite divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW // (smooth_gt0 fL).
have e : nsq (df x + b x) = nsq (df x) + 2%:R * dot (df x) (b x) + nsq (b x) by exact: nsqD.
rewrite dotDr -/(nsq (df x)); move: k e.
set En := Ex E _; set q := nsq (df x + b x); set a := nsq (df x); set c := dot _ _.
set bb := nsq _; move=> k e; have -> : c = (q - a - bb) / 2%:R by rewrite e; rlra.
by move: k; clear; rlra.
Qed.

Lemma refined_descent_satisfiable : satisfiable_by (@refined_descent).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
by exists 1, 1, 7%:R, 0, (@w_smooth 0), (@w_oracle 0), (@w_bounded_noise 0), I.
Qed.

Theorem refined_descent_tight d L M s2 (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) :
  0 < L -> 0 <= M -> 0 <= s2 ->
  let f := quad L in let df := dquad L in let n := coin_noise df M s2 b in
  [/\ smooth f df L, biased_oracle coin n, bounded_noise df coin b n M s2 & forall g x,
      Ex coin (fun xi => f (sgd_step df b n g x xi) - f x) =
        - (g / 2%:R) * (nsq (df x) - nsq (b x))
        - g / 2%:R * (1 - g * ((M + 1) * L)) * nsq (df x + b x) + g ^+ 2 * L / 2%:R * s2].
Proof.
move=> L0 M0 s0 f df n; split.
- exact: smooth_quad.
- exact: coin_noise_oracle.
- exact: coin_noise_bounded.
by move=> g x; exact: coin_noise_step_quad.
Qed.

Lemma refined_descent_tight_satisfiable : satisfiable_by (@refined_descent_tight).
Proof. by exists 1%N, 2%:R, 3%:R, 1, (fun x => x); do 3! (unshelve eexists; [by rlra|]). Qed.

(* |df + b|^2 and |df|^2 - |b|^2 traded against each other, c = g L' *)
Lemma worst_bias d (u b : 'rV[R]_d) m r c : 0 <= m -> nsq b <= m * nsq u ->
  (r = 1 - Num.sqrt m /\ c <= 1) \/ (r = 1 + Num.sqrt m /\ 1 <= c) -> 0 <= c ->
  2%:R * (r - c * r ^+ 2 / 2%:R) * nsq u <= nsq u - nsq b + (1 - c) * nsq (u + b).
Proof.
move=> m0 hb hr c0; have e := sqr_sqrtr m0; have s0 := sqrtr_ge0 m.
have p : forall s, s ^+ 2 = m -> 0 <= s -> dot u b <= s * nsq u /\ - (s * nsq u) <= dot u b.
  move=> s es ss; have := CauchySchwarz u b; have := nsq_ge0 u; have := nsq_ge0 b.
  move: hb; move: (dot u b) (nsq u) (nsq b) => t a q hb q0 a0 cs.
  have : t ^+ 2 <= (s * a) ^+ 2.
    apply: le_trans cs _; rewrite exprMn es expr2 mulrA (mulrC m) -mulrA.
    exact: ler_wpmul2l.
  have sa : 0 <= s * a by exact: mulr_ge0.
  move=> k; have : `|t| <= s * a.
    by rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 // real_normK ?num_real.
  by rewrite ler_norml => /andP[].
have [p1 p2] := p _ e s0; rewrite nsqD.
move: hb p1 p2 hr e; move: (Num.sqrt m) (dot u b) (nsq u) (nsq b) => s t a q hb p1 p2 hr e.
case: hr => [[-> c1]|[-> c1]].
  have k1 : 0 <= (1 - c) * (t + s * a) by apply: mulr_ge0; rlra.
  have k2 : c * q <= c * (m * a) by exact: ler_wpmul2l.
  move: k1 k2; rewrite -e => k1 k2; clear - k1 k2; rlra.
have k1 : 0 <= (c - 1) * (s * a - t) by apply: mulr_ge0; rlra.
have k2 : c * q <= c * (m * a) by exact: ler_wpmul2l.
by move: k1 k2; rewrite -e => k1 k2; clear - k1 k2; rlra.
Qed.

Theorem refined_descent_worst_case d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n
    M s2 m g r x :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m 0 -> 0 <= g ->
  (r = 1 - Num.sqrt m /\ g <= ((M + 1) * L)^-1) \/ (r = 1 + Num.sqrt m /\ ((M + 1) * L)^-1 <= g) ->
  integ E (fun xi => f (sgd_step df b n g x xi)) ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) <=
    - g * (r - g * ((M + 1) * L) * r ^+ 2 / 2%:R) * nsq (df x) + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> fL orc hN hB g0 hr fi; apply: le_trans (refined_descent fL orc hN fi) _.
rewrite ler_add2r.
have Lp : 0 < (M + 1) * L.
  by rewrite mulr_gt0 ?(smooth_gt0 fL) //; have := noise_M hN; rlra.
have hb : nsq (b x) <= m * nsq (df x) by have := bias_le hB x; rewrite addr0.
have hr' : (r = 1 - Num.sqrt m /\ g * ((M + 1) * L) <= 1) \/
           (r = 1 + Num.sqrt m /\ 1 <= g * ((M + 1) * L)).
  case: hr => [[-> h]|[-> h]]; [left|right]; split=> //.
    by rewrite -ler_pdivl_mulr // mul1r.
  by rewrite -ler_pdivr_mulr // mul1r.
have c0 : 0 <= g * ((M + 1) * L) by rewrite mulr_ge0 // ltW.
have := ler_wpmul2l g0 (worst_bias (bias_m0 hB) hb hr' c0).
move: (nsq _) (nsq _) (nsq _) (_ * (_ * L)) => a q p c; rlra.
Qed.

Lemma refined_descent_worst_case_satisfiable : satisfiable_by (@refined_descent_worst_case).
Proof.
pose u := fun _ : 'rV[R]_2 => unit0 1; pose df := @dquad 1 2%:R.
pose b := extremal_bias df 4%:R^-1 0 u.
exists 1%N, (quad 2%:R), df, 2%:R, bool, coin, b, (coin_noise df 3%:R 1 b), 3%:R, 1, 4%:R^-1.
exists 3%:R, (1 + Num.sqrt 4%:R^-1), (unit0 1).
unshelve eexists; first by apply: smooth_quad; rlra.
unshelve eexists; first exact: coin_noise_oracle.
unshelve eexists; first by apply: coin_noise_bounded; rlra.
unshelve eexists.
  by apply: extremal_bounded_bias; [rlra|rlra|move=> ?; exact: nsq_unit0|rlra].
unshelve eexists; first by rlra.
unshelve eexists; last by exists I.
by right; split=> //; rlra.
Qed.

Theorem refined_descent_worst_case_attained d L M s2 m r :
  0 < L -> 0 <= M -> 0 <= s2 -> 0 <= m -> m < 1 ->
  r = 1 - Num.sqrt m \/ r = 1 + Num.sqrt m ->
  let f := @quad d L in let df := dquad L in
  let b x := (r - 1) *: df x in let n := coin_noise df M s2 b in
  [/\ smooth f df L, biased_oracle coin n, bounded_noise df coin b n M s2,
      bounded_bias df b m 0 & forall g x,
      Ex coin (fun xi => f (sgd_step df b n g x xi) - f x) =
        - g * (r - g * ((M + 1) * L) * r ^+ 2 / 2%:R) * nsq (df x) + g ^+ 2 * L / 2%:R * s2].
Proof.
move=> L0 M0 s0 m0 m1 hr f df b n; split.
- exact: smooth_quad.
- exact: coin_noise_oracle.
- exact: coin_noise_bounded.
- split=> // x; rewrite nsqZ addr0; suff -> : (r - 1) ^+ 2 = m by [].
  rewrite -[RHS](sqr_sqrtr m0); move: hr; move: (Num.sqrt m) => s [->|->]; rring.
move=> g x; rewrite coin_noise_step_quad // /b -/df.
have -> : df x + (r - 1) *: df x = r *: df x.
  by rewrite -{1}[df x]scale1r -scalerDl addrCA subrr addr0.
by rewrite !nsqZ; move: (nsq _) => a; rlra.
Qed.

Lemma refined_descent_worst_case_attained_satisfiable :
  satisfiable_by (@refined_descent_worst_case_attained).
Proof.
exists 1%N, 2%:R, 3%:R, 1, 4%:R^-1, (1 + Num.sqrt 4%:R^-1).
by do 5! (unshelve eexists; [by rlra|]); unshelve eexists; first by right.
Qed.

Theorem refined_descent_decrease d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n
    M m g x :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M 0 -> bounded_bias df b m 0 ->
  0 < g -> g < 2%:R / ((M + 1) * L * (1 + Num.sqrt m)) ->
  integ E (fun xi => f (sgd_step df b n g x xi)) -> df x != 0 ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) < 0.
Proof.
move=> fL orc hN hB g0 gU fi dx.
have a0 : 0 < nsq (df x) by rewrite lt_neqAle eq_sym nsq_eq0 dx nsq_ge0.
have Lp : 0 < (M + 1) * L.
  by rewrite mulr_gt0 ?(smooth_gt0 fL) //; have := noise_M hN; rlra.
have s0 := sqrtr_ge0 m; have s1 : Num.sqrt m < 1.
  by rewrite -[X in _ < X]sqrtr1 ltr_sqrt ?ltr01 // (bias_m1 hB).
have k : g * ((M + 1) * L) * (1 + Num.sqrt m) < 2%:R.
  by rewrite -mulrA -ltr_pdivl_mulr // mulr_gt0 //; rlra.
have fin r : 0 < r -> g * ((M + 1) * L) * r < 2%:R ->
    (r = 1 - Num.sqrt m /\ g <= ((M + 1) * L)^-1) \/
    (r = 1 + Num.sqrt m /\ ((M + 1) * L)^-1 <= g) ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) < 0.
  move=> r0 kr hr.
  have := refined_descent_worst_case fL orc hN hB (ltW g0) hr fi.
  rewrite mulr0 addr0 => /le_lt_trans -> //; rewrite mulNr mulNr oppr_lt0 mulr_gt0 // mulr_gt0 //.
  have := mulr_gt0 r0 (_ : 0 < 2%:R - g * ((M + 1) * L) * r); rewrite subr_gt0 => /(_ kr).
  by move: (_ * (_ * L)) => c; rlra.
case: (leP g ((M + 1) * L)^-1) => h.
  apply: (fin (1 - Num.sqrt m)); [by rlra| |by left].
  have : g * ((M + 1) * L) <= 1 by rewrite -ler_pdivl_mulr // mul1r.
  have : 0 <= g * ((M + 1) * L) by rewrite mulr_ge0 // ltW.
  by move: s0 s1; move: (_ * (_ * L)) (Num.sqrt m) => c s *; rnra.
by apply: (fin (1 + Num.sqrt m)) => //; [rlra|right; split=> //; exact: ltW].
Qed.

Lemma refined_descent_decrease_satisfiable : satisfiable_by (@refined_descent_decrease).
Proof.
pose df := @dquad 1 2%:R; pose b := extremal_bias df 0 0 (fun=> unit0 1).
exists 1%N, (quad 2%:R), df, 2%:R, bool, coin, b, (coin_noise df 1 0 b), 1, 0.
exists 4%:R^-1, (unit0 1).
unshelve eexists; first by apply: smooth_quad; rlra.
unshelve eexists; first exact: coin_noise_oracle.
unshelve eexists; first by apply: coin_noise_bounded; rlra.
unshelve eexists.
  by apply: extremal_bounded_bias; [rlra|rlra|move=> ?; exact: nsq_unit0|rlra].
unshelve eexists; first by rlra.
unshelve eexists; first by rewrite sqrtr0; rlra.
exists I; unshelve eexists; last by [].
by rewrite -nsq_eq0 nsqZ nsq_unit0 mulr1 expf_neq0 // pnatr_eq0.
Qed.

(* for any step some oracle decreases f no more than every oracle does at g = 1/L'  *)
Theorem refined_descent_best_step d L M m g :
  0 < L -> 0 <= M -> 0 <= m -> m < 1 -> 0 <= g ->
  let f := @quad d L in let df := dquad L in
  exists b n, [/\ biased_oracle coin n, bounded_noise df coin b n M 0, bounded_bias df b m 0 &
    forall x, - ((1 - m) / (2%:R * ((M + 1) * L))) * nsq (df x) <=
      Ex coin (fun xi => f (sgd_step df b n g x xi) - f x)].
Proof.
move=> L0 M0 m0 m1 g0 f df; have L' : 0 < (M + 1) * L by apply: mulr_gt0 => //; rlra.
have s0 := sqrtr_ge0 m; have s1 : Num.sqrt m < 1.
  by rewrite -[X in _ < X]sqrtr1 ltr_sqrt ?ltr01.
have c0 : 0 <= g * ((M + 1) * L) by rewrite mulr_ge0 // ltW.
have [r hr hw] : exists2 r, r = 1 - Num.sqrt m \/ r = 1 + Num.sqrt m &
    g * ((M + 1) * L) * (r - g * ((M + 1) * L) * r ^+ 2 / 2%:R) <= (1 - m) / 2%:R.
  have e := sqr_sqrtr m0.
  case: (leP (g * ((M + 1) * L)) 1) => h.
    exists (1 - Num.sqrt m); first by left.
    rewrite -[X in (1 - X) / _]e; move: h c0 s0 s1; clear.
    move: (_ * (_ * L)) (Num.sqrt m) => c s h c0 s0 s1.
    have k : 0 <= (1 - c) * (1 - s) by apply: mulr_ge0; rlra.
    have : 0 <= (1 - c) * (1 - s) * (1 + s - c * (1 - s)).
      by apply: mulr_ge0 => //; rlra.
    by clear; rlra.
  exists (1 + Num.sqrt m); first by right.
  rewrite -[X in (1 - X) / _]e; move: h s0; clear.
  move: (_ * (_ * L)) (Num.sqrt m) => c s h s0.
  have k : 0 <= (c - 1) * (1 + s) by apply: mulr_ge0; rlra.
  have : 0 <= (c - 1) * (1 + s) * (c * (1 + s) - 1 + s).
    by apply: mulr_ge0 => //; rlra.
  by clear; rlra.
have [_ orc hN hB ex] := refined_descent_worst_case_attained d L0 M0 (lexx 0) m0 m1 hr.
exists (fun x => (r - 1) *: df x), (coin_noise df M 0 (fun x => (r - 1) *: df x)).
split=> // x; rewrite ex mulr0 addr0 !mulNr ler_opp2.
apply: ler_wpmul2r; first exact: nsq_ge0.
rewrite ler_pdivl_mulr; last by rewrite mulr_gt0 ?ltr0n.
by move: hw; move: ((M + 1) * L) => p; rlra.
Qed.

Lemma refined_descent_best_step_satisfiable : satisfiable_by (@refined_descent_best_step).
Proof. by exists 1%N, 2%:R, 3%:R, 4%:R^-1, 1; do 5! (unshelve eexists; [by rlra|]). Qed.
