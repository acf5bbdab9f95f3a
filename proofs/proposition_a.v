(* Proposition A: top-k of a stochastic gradient, g = top-k(df + n), p = k/d, any rule for  *)
(* ties.  If n has independent coordinates of one symmetric unimodal law without atoms        *)
(* (base/unimodal.v, base/iid_top_k.v), then ([proposition_a])                               *)
(*   |b|^2 <= (1 - p) |df|^2,  zeta2 = 0,  M = d/k - 1,  sigma2 = E|top-k(n)|^2.              *)
(* For any unbiased noise, E|n|^2 <= Mb |df|^2 + sb2, the bias obeys                         *)
(*   |b|^2 <= (1 - p)(1 + Mb) |df|^2 + (1 - p) sb2   ([proposition_a_any_noise]).             *)
(* Without symmetry zeta2 = 0 is impossible ([proposition_a_asymmetric]: zeta2 >= 4/9), and   *)
(* on a lattice the bias exceeds (1 - p) |df|^2 ([proposition_a_lattice]: b_1 = 8/25).        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle.
From Biasbound.base Require Import gradient_oracle top_k satisfiable witness tight_noise.
From Biasbound.base Require Import unimodal drop iid_top_k uniform_law.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* top-k of df x + n x xi *)
Definition top_k_of d (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1)
  Xi n x (xi : Xi) : 'rV[R]_d.+1 := keep (sel (df x + n x xi)) (df x + n x xi).

Theorem proposition_a_any_noise d k sel (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi)
    n Mb sb2 x :
  (0 < k)%N -> (forall v, is_top k v (sel v)) -> biased_oracle E n ->
  square_integrable E (top_k_of sel df n) ->
  bounded_noise df E (fun=> 0) n Mb sb2 ->
  nsq (bias_of df E (top_k_of sel df n) x) <=
    (1 - k%:R / d.+1%:R) * (1 + Mb) * nsq (df x) + (1 - k%:R / d.+1%:R) * sb2.
Proof.
move=> k0 tsel orc sq hN; have [i1 i2 n0] := orc.
have kd := is_top_le (tsel 0).
have p1 : 0 <= 1 - k%:R / d.+1%:R :> R.
  by rewrite subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have sqv : square_integrable E (fun y xi => df y + n y xi).
  split=> y i.
    apply: (@eq_integ _ E (fun xi => df y 0 i + n y xi 0 i)); first by move=> xi; rewrite mxE.
    by apply: integD; [exact: integ_cst|exact: i1].
  apply: (@eq_integ _ E (fun xi => df y 0 i ^+ 2 + (2%:R * df y 0 i * n y xi 0 i + n y xi 0 i ^+
    2))).
    by move=> xi; rewrite mxE; move: (df y 0 i) (n y xi 0 i) => a c; rring.
  apply: integD; first exact: integ_cst.
  by apply: integD; [apply: integZ; exact: i1|exact: i2].
pose v y xi := df y + n y xi; pose H y xi := top_k_of sel df n y xi - v y xi.
have sqH : square_integrable E H.
  split=> y i.
    apply: (@eq_integ _ E (fun xi => top_k_of sel df n y xi 0 i - v y xi 0 i)).
      by move=> xi; rewrite /H !mxE.
    by apply: integB; [exact: (integV_of sq)|exact: (integV_of sqv)].
  apply: (@eq_integ _ E (fun xi => v y xi 0 i ^+ 2 - top_k_of sel df n y xi 0 i ^+ 2)).
    move=> xi; rewrite /H /top_k_of -/(v y xi) [(_ - v y xi) 0 i]mxE [(- v y xi) 0 i]mxE.
    rewrite !(mxE _ _ 0 i); case: (i \in _); first by rewrite !subrr expr2 mul0r.
    by rewrite add0r sqrrN (expr2 0) mul0r subr0.
  by apply: integB; [exact: (integ2_of sqv)|exact: (integ2_of sq)].
have mH : mean_of E H x = bias_of df E (top_k_of sel df n) x.
  apply/rowP => i; rewrite !mxE (eq_Ex E (Y := fun xi => top_k_of sel df n x xi 0 i - v x xi 0 i)).
    rewrite ExB; [|exact: (integV_of sq)|exact: (integV_of sqv)]; congr (_ - _).
    rewrite (eq_Ex E (Y := fun xi => df x 0 i + n x xi 0 i)); last by move=> xi; rewrite mxE.
    rewrite ExD ?Ex_cst; [|exact: integ_cst|exact: i1].
    by have /rowP /(_ i) := n0 x; rewrite !mxE => ->; rewrite addr0.
  by move=> xi; rewrite /H !mxE.
rewrite -mH; have := error_of_ge sqH x 0; rewrite subr0 => h; apply: le_trans h _.
have iv := integ_nsq_of sqv x; have iH := integ_nsq_of sqH x.
apply: (le_trans (y := (1 - k%:R / d.+1%:R) * Ex E (fun xi => nsq (v x xi)))).
  rewrite -ExZ //; apply: Ex_le => [||xi]; last by rewrite subr0; exact: keep_err_le.
    by apply: (eq_integ _ iH) => xi; rewrite subr0.
  exact: integZ.
rewrite -mulrA -mulrDr; apply: ler_wpmul2l => //.
rewrite (Ex_nsqD _ (i1 x) (noise_integ_nsq orc x) (n0 x)).
have := noise_le hN x; rewrite addr0.
by move: (Ex E _) (nsq _) => A q h; rlra.
Qed.

Section Unimodal.
Variables (d k : nat) (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1).
Variables (E1 : expectation R) (E : expectation 'rV[R]_d.+1).
Local Notation V := 'rV[R]_d.+1.
Hypotheses (k0 : (0 < k)%N) (tsel : forall v, is_top k v (sel v)) (uni : unimodal E1).
Hypotheses (ii : iid E1 E) (esel : forall a i, event E (fun y => i \in sel (a + y))).
Local Notation G := (top_k_of sel df (fun _ y => y)).

Lemma G_coord x y i : G x y 0 i = (i \in sel (df x + y))%:R * (df x + y) 0 i.
Proof. by rewrite /top_k_of mxE; case: (i \in _); rewrite ?mul1r ?mul0r. Qed.

Lemma G_square : square_integrable E G.
Proof.
split=> x i; first by apply: (eq_integ (fun y => esym (G_coord x y i))); exact: esel (integ_v ii
  i _).
have iv : integ E (fun y => weight i (df x + y) - 1).
  by apply: integB; [exact: integ_weight ii i (df x)|exact: integ_cst].
apply: (eq_integ _ (esel (df x) i iv)) => y; rewrite G_coord /weight.
by case: (i \in _); rewrite /= ?mul1r ?mul0r ?(expr2 0) ?mul0r // addrC addKr.
Qed.

Lemma noise_mean i : Ex E (fun y => y 0 i) = 0.
Proof.
rewrite -(iid_ex ii i (iid_coord ii i)) (eq_Ex E (Y := fun=> 0)) ?Ex_cst // => y.
rewrite (eq_Ex E1 (Y := fun t => t)); last by move=> t; exact: upd_same.
have i1 : integ E1 (fun t => t).
  by apply: (eq_integ _ (iid_slice ii i 0 (iid_coord ii i))) => t; exact: upd_same.
by have := uni_opp uni i1; rewrite ExN //; move: (Ex E1 _) => z; rlra.
Qed.

Lemma G_mean x i : mean_of E G x 0 i = df x 0 i - rest E sel i (df x).
Proof.
have iv := integ_v ii i (df x); have id := event_neg (esel (df x) i) iv.
rewrite mxE (eq_Ex E (Y := fun y => (df x + y) 0 i - (i \notin sel (df x + y))%:R * (df x + y) 0
  i)).
  rewrite ExB //; congr (_ - _); rewrite (eq_Ex E (Y := fun y => df x 0 i + y 0 i)).
    by rewrite ExD ?Ex_cst ?noise_mean ?addr0 //; [exact: integ_cst|exact: (iid_coord ii)].
  by move=> y; rewrite mxE.
move=> y; rewrite G_coord; case: (i \in _); rewrite /= ?mul1r ?mul0r ?subr0 ?subrr //.
Qed.

Lemma integ_top : integ E (fun y => nsq (keep (sel y) y)).
Proof.
apply: (@eq_integ _ E (fun y => \sum_i (i \in sel (0 + y))%:R * y 0 i ^+ 2)).
  move=> y; rewrite add0r nsq_keep [RHS]big_mkcond /=; apply: eq_bigr => i _.
  by case: (i \in _); rewrite ?mul1r ?mul0r.
by apply: integ_sum => i; exact: esel (iid_sq ii i).
Qed.

Lemma G_second x : Ex E (fun y => nsq (G x y)) <= Ex E (fun y => nsq (keep (sel y) y)) +
  \sum_i (2%:R * df x 0 i * mean_of E G x 0 i - df x 0 i ^+ 2 * (1 - pr k E i (df x))).
Proof.
pose a := df x; have [g1 g2] := G_square.
pose Z i y := 2%:R * a 0 i * G x y 0 i - a 0 i ^+ 2 * (1 - (i \notin sel (a + y))%:R).
have i1 i := g1 x i; have i3 i : integ E (fun y => (i \notin sel (a + y))%:R).
  exact: event_ind (event_neg (esel a i)).
have i4 i : integ E (fun y => 1 - (i \notin sel (a + y))%:R).
  by apply: integB => //; exact: integ_cst.
have iZ i : integ E (Z i) by apply: integB; exact: integZ.
have eZ i : Ex E (Z i) = 2%:R * a 0 i * mean_of E G x 0 i - a 0 i ^+ 2 * (1 - pr k E i a).
  rewrite /Z ExB; try exact: integZ.
  rewrite !ExZ // ExB ?Ex_cst //; last exact: integ_cst.
  by rewrite (prE uni ii tsel esel) mxE.
rewrite -(eq_bigr _ (fun i _ => eZ i)) -Ex_sum // -ExD //; [|exact: integ_top|exact: integ_sum].
apply: Ex_le => [||y]; [exact: (integ_nsq_of G_square)|by apply: integD; [exact: integ_top|exact:
  integ_sum]|].
have cS : #|sel (a + y)| = k by have [] := tsel (a + y).
rewrite -ler_subl_addr; apply: le_trans (nsq_keep_le (tsel y) cS).
rewrite nsq_keep nsqE [X in _ <= X]big_mkcond -sumrB /=; apply: ler_sum => i _.
rewrite /Z G_coord -/a mxE; move: (a 0 i) (y 0 i) => p q.
by case: (i \in _); rewrite /= ?mul1r ?mul0r; rlra.
Qed.

Lemma unimodal_oracle :
  gradient_oracle df E G (d.+1%:R / k%:R - 1) (Ex E (fun y => nsq (keep (sel y) y)))
    (1 - k%:R / d.+1%:R) 0.
Proof.
have kd := is_top_le (tsel 0); have dp : 0 < d.+1%:R :> R by rewrite ltr0n.
have kp : 0 < k%:R :> R by rewrite ltr0n.
have p0 : 0 < k%:R / d.+1%:R :> R by rewrite divr_gt0.
have p1 : k%:R / d.+1%:R <= 1 :> R by rewrite ler_pdivr_mulr // mul1r ler_nat.
have M0 : 0 <= d.+1%:R / k%:R - 1 :> R by rewrite subr_ge0 ler_pdivl_mulr // mul1r ler_nat.
have s0 : 0 <= Ex E (fun y => nsq (keep (sel y) y)).
  by rewrite -(Ex_cst E 0); apply: Ex_le => [||y]; [exact: integ_cst|exact: integ_top|exact:
    nsq_ge0].
apply: (gradient_oracle_of G_square) => // [||x|x].
- by rewrite subr_ge0.
- by rewrite ltr_subl_addl ltr_addr.
- rewrite noise_of_nsq; last exact: G_square.
  have hG := G_second x; have hc := pr_chebyshev k0 uni ii tsel esel (df x).
  set p := k%:R / d.+1%:R in p0 p1 *; have pE : d.+1%:R / k%:R = p^-1 :> R by rewrite invfM invrK
    mulrC.
  have hc' : \sum_i df x 0 i ^+ 2 * pr k E i (df x) <= (1 - p) * nsq (df x).
    rewrite -(ler_pmul2l dp); apply: le_trans hc _.
    have e : d.+1%:R * (1 - p) = d.+1%:R - k%:R.
      by rewrite mulrBr mulr1 /p [d.+1%:R * (_ / _)]mulrC divfK ?lt0r_neq0.
    by rewrite mulrA e mulrC.
  have pp : p^-1 * p = 1 by rewrite mulVf // lt0r_neq0.
  have ip : 0 <= p^-1 by rewrite invr_ge0 ltW.
  have key : \sum_i (2%:R * df x 0 i * mean_of E G x 0 i - df x 0 i ^+ 2 * (1 - pr k E i (df x)))
      <= p^-1 * nsq (mean_of E G x).
    apply: le_trans (_ : \sum_i (p^-1 * mean_of E G x 0 i ^+ 2 + (df x 0 i ^+ 2 * pr k E i (df x)
       - (1 - p) * df x 0 i ^+ 2)) <= _).
      apply: ler_sum => i _; have := mulr_ge0 ip (sqr_ge0 (mean_of E G x 0 i - p * df x 0 i)).
      move: (mean_of _ _ _ _ _) (df x 0 i) (pr _ _ _ _) => u a q.
      have -> : p^-1 * (u - p * a) ^+ 2 = p^-1 * u ^+ 2 - (p^-1 * p) * (2%:R * a * u) + (p^-1 *
        p) * p * a ^+ 2.
        by move: (p^-1) => r; rring.
      by rewrite pp; move: (p^-1) => r; rlra.
    rewrite big_split /= -big_distrr sumrB -big_distrr /= -!nsqE.
    by move: hc'; move: (\sum_i _) (p^-1 * _) => w z; rlra.
  rewrite pE mulrBl mul1r ler_subl_addr addrAC subrK addrC.
  by apply: le_trans hG _; rewrite ler_add2l.
- rewrite addr0 nsqE; apply: le_trans (rest_sum k0 uni ii tsel esel (df x) isT).
  rewrite le_eqVlt; apply/orP; left; apply/eqP; apply: eq_bigr => i _.
  by rewrite [bias_of _ _ _ _ _ _]mxE [X in _ + X]mxE G_mean addrAC subrr add0r sqrrN.
Qed.
End Unimodal.

(* E: d independent coordinates of the unimodal law E1; the rule for ties is measurable *)
Theorem proposition_a d k (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) df E1 (E : expectation 'rV[R]_d.+1) :
  (0 < k)%N -> (forall v, is_top k v (sel v)) -> unimodal E1 -> iid E1 E ->
  (forall a i, event E (fun y => i \in sel (a + y))) ->
  gradient_oracle df E (top_k_of sel df (fun _ y => y))
    (d.+1%:R / k%:R - 1) (Ex E (fun y => nsq (keep (sel y) y))) (1 - k%:R / d.+1%:R) 0.
Proof. exact: unimodal_oracle. Qed.

(* in dimension 1: y uniform in [-1, 1] *)
Lemma proposition_a_satisfiable : satisfiable_by (@proposition_a).
Proof.
have t v := @topset_top 1 1 v isT.
have e : forall a i, event uniform1 (fun y => i \in topset 1 (a + y)).
  move=> a i X iX; apply: (eq_integ _ iX) => y; rewrite (_ : i \in _) ?mul1r //.
  have [c _] := t (a + y); have : topset 1 (a + y) == setT by rewrite eqEcard subsetT c cardsT
    card_ord.
  by move=> /eqP ->; rewrite inE.
exists 0%N, 1%N, (topset 1), (fun x => 2%:R *: x), uniform, uniform1, isT, t.
by exists uniform_unimodal, uniform1_iid, e.
Qed.

(* ---- what fails without symmetry, and without a density --------------------------- *)
Section TwoCoordinates.
Variables (r : nat).
Definition even_weight (w : 'I_r.+1 * bool) : R := (2%:R * r.+1%:R)^-1.

Lemma even_weight_ge0 w : 0 <= even_weight w.
Proof. by rewrite invr_ge0 -natrM ler0n. Qed.

Lemma even_weight_sum : \sum_w even_weight w = 1.
Proof.
rewrite sumr_const card_prod card_ord card_bool /even_weight -[_ *+ _]mulr_natr natrM.
by rewrite [r.+1%:R * _]mulrC mulVf // -natrM pnatr_eq0.
Qed.

(* i uniform in {0, ..., r}, and a fair coin *)
Definition even_law : expectation ('I_r.+1 * bool) := fin_expectation even_weight_ge0
  even_weight_sum.

Lemma Ex_even X :
  Ex even_law X = (\sum_i (X (i, true) + X (i, false))) / (2%:R * r.+1%:R).
Proof.
rewrite /Ex /= -big_distrr /= mulrC; congr (_ / _).
rewrite (eq_bigr (fun i => \sum_b X (i, b))); last by move=> i _; rewrite big_bool.
by rewrite pair_bigA; apply: eq_bigr => -[].
Qed.
End TwoCoordinates.

Lemma keep_first (v : 'rV[R]_2) S : is_top 1 v S ->
  (`|v 0 0| < `|v 0 1| -> keep S v 0 0 = 0) /\ (`|v 0 1| < `|v 0 0| -> keep S v 0 0 = v 0 0).
Proof.
move=> [/eqP/cards1P[i ->] h]; have two (j : 'I_2) : j = 0 \/ j = 1.
  by case: j => [[|[|j]] hj] //; [left|right]; apply: val_inj.
split=> lt; rewrite mxE inE.
  case: eqP => // i0; have := h 0 1; rewrite !inE -i0 /= => /(_ isT isT).
  by rewrite leNgt lt.
case: eqP => // i0; have [i1|i1] := two i; first by case: i0.
by have := h 1 0; rewrite !inE i1 /= => /(_ isT isT); rewrite leNgt lt.
Qed.

(* n_1 = 2 with probability 1/3, else -1; n_2 = +-3/2 *)
Definition asymmetric (x : 'rV[R]_2) (w : 'I_3 * bool) : 'rV[R]_2 :=
  \row_j if j == 0 then (if w.1 == 0 then 2%:R else -1)
         else (if w.2 then 3%:R / 2%:R else - (3%:R / 2%:R)).

(* n_1 uniform in {-2, ..., 2}, n_2 = +-2 *)
Definition lattice (x : 'rV[R]_2) (w : 'I_5 * bool) : 'rV[R]_2 :=
  \row_j if j == 0 then (w.1 : nat)%:R - 2%:R else (if w.2 then 2%:R else - 2%:R).

Lemma asymmetric_oracle : biased_oracle (even_law 2) asymmetric.
Proof.
split=> // x; apply/rowP => j; rewrite !mxE Ex_even !big_ord_recl big_ord0 !mxE /=.
by case: (j == 0); [rlra|rewrite !subrr !addr0 mul0r].
Qed.

Lemma lattice_oracle : biased_oracle (even_law 4) lattice.
Proof.
split=> // x; apply/rowP => j; rewrite !mxE Ex_even !big_ord_recl big_ord0 !mxE /= /bump /= !add1n.
by case: (j == 0); [rlra|rewrite !subrr !addr0 mul0r].
Qed.

Ltac norms := rewrite ?normrN ?normr1 ?ger0_norm; rlra.

(* coordinate 1 of the compressed gradient *)
Lemma asymmetric_first sel x i c : (forall v, is_top 1 v (sel v)) ->
  keep (sel (asymmetric x (i, c))) (asymmetric x (i, c)) 0 0 = if i == 0 then 2%:R else 0.
Proof.
move=> tsel; have := keep_first (tsel (asymmetric x (i, c))).
rewrite ![asymmetric x (i, c) 0 _]mxE /=; case: (i == 0) => -[h1 h2].
  by rewrite h2 //; case: (c); norms.
by rewrite h1 //; case: (c); norms.
Qed.

(* with zero-mean, independent coordinates that are not symmetric, zeta2 = 0 is impossible *)
Theorem proposition_a_asymmetric sel m z2 : (forall v, is_top 1 v (sel v)) ->
  bounded_bias (fun x => 2%:R *: x)
    (bias_of (fun x => 2%:R *: x) (even_law 2) (top_k_of sel (fun x => 2%:R *: x) asymmetric)) m
      z2 ->
  4%:R / 9%:R <= z2.
Proof.
move=> tsel [_ _ _ /(_ 0)]; rewrite scaler0 nsq0 mulr0 add0r; apply: le_trans.
set b := bias_of _ _ _ _; have b0 : b 0 0 = 2%:R / 3%:R.
  rewrite /b !mxE Ex_even mulr0 subr0.
  rewrite (eq_bigr (fun i : 'I_3 => if i == 0 then 4%:R else 0)); last first.
    move=> i _; rewrite /top_k_of /= scaler0 !add0r !asymmetric_first //.
    by case: (i == 0); rlra.
  by rewrite !big_ord_recl big_ord0 /=; rfield.
rewrite nsqE; apply: le_trans (_ : b 0 0 ^+ 2 <= _); first by rewrite b0 expr2; rlra.
by rewrite (bigD1 0) //= ler_addl; apply: sumr_ge0 => i _; exact: sqr_ge0.
Qed.

Definition tenth : 'rV[R]_2 := \row_j if j == 0 then 10%:R^-1 else 0.

Lemma lattice_first sel x i c : (forall v, is_top 1 v (sel v)) ->
  keep (sel (tenth + lattice x (i, c))) (tenth + lattice x (i, c)) 0 0 =
  if (i == 4 :> nat)%N then 21%:R / 10%:R else 0.
Proof.
move=> tsel; have := keep_first (tsel (tenth + lattice x (i, c))).
rewrite ![(tenth + lattice x (i, c)) 0 _]mxE ![tenth 0 _]mxE ![lattice x (i, c) 0 _]mxE /=.
have -> : `|0 + (if c then 2%:R else - 2%:R) : R| = 2%:R by case: (c); rewrite add0r; norms.
case: i => [[|[|[|[|[|i]]]]] hi] //= [h1 h2].
1-4: by apply: h1; rewrite ltr_norml; apply/andP; split; rlra.
by rewrite h2 ?ger0_norm; rlra.
Qed.

(* symmetric independent coordinates on a lattice: the bias exceeds m = 1 - k/d *)
Theorem proposition_a_lattice sel x : (forall v, is_top 1 v (sel v)) -> 2%:R *: x = tenth ->
  bias_of (fun x => 2%:R *: x) (even_law 4) (top_k_of sel (fun x => 2%:R *: x) lattice) x 0 0 =
    8%:R / 25%:R /\
  (1 - 1%:R / 2%:R) * nsq (2%:R *: x) <
    nsq (bias_of (fun x => 2%:R *: x) (even_law 4) (top_k_of sel (fun x => 2%:R *: x) lattice) x).
Proof.
move=> tsel ex; set b := bias_of _ _ _ _; have b0 : b 0 0 = 8%:R / 25%:R.
  rewrite /b /bias_of ex !mxE Ex_even.
  rewrite (eq_bigr (fun i : 'I_5 => if (i == 4 :> nat)%N then 21%:R / 5%:R else 0)); last first.
    move=> i _; rewrite /top_k_of /= ex !lattice_first //.
    by case: (_ == 4)%N; rlra.
  by rewrite !big_ord_recl big_ord0 /=; rfield.
split=> //; rewrite ex; apply: lt_le_trans (_ : b 0 0 ^+ 2 <= _).
  rewrite b0 nsqE !big_ord_recl big_ord0 !mxE /=; rlra.
by rewrite nsqE (bigD1 0) //= ler_addl; apply: sumr_ge0 => i _; exact: sqr_ge0.
Qed.

Lemma proposition_a_any_noise_satisfiable : satisfiable_by (@proposition_a_any_noise).
Proof.
pose df (x : 'rV[R]_3) := 2%:R *: x.
exists 2%N, 2%N, (topset 2), df, bool, coin, (tight_noise df 1 1), 1, 1, (const_mx 1), isT.
exists (fun v => @topset_top 3 2 v isT), (tight_noise_oracle _ _ _).
suff h : square_integrable coin (top_k_of (topset 2) df (tight_noise df 1 1)).
  by exists h, (tight_noise_bounded _ ler01 ler01).
by split.
Qed.

Lemma proposition_a_asymmetric_satisfiable : satisfiable_by (@proposition_a_asymmetric).
Proof.
pose df (x : 'rV[R]_2) := 2%:R *: x; have t v := @topset_top 2 1 v isT.
have sq : square_integrable (even_law 2) (top_k_of (topset 1) df asymmetric) by split.
have hN : bounded_noise df (even_law 2) (fun=> 0) asymmetric 0 5%:R.
  split; rewrite ?ler0n // => x; rewrite mul0r add0r Ex_even !big_ord_recl big_ord0 !nsqE.
  by rewrite !big_ord_recl !big_ord0 !mxE /=; rlra.
exists (topset 1), (1 - 1%:R / 2%:R), ((1 - 1%:R / 2%:R) * 5%:R), t.
suff h : bounded_bias df (bias_of df (even_law 2) (top_k_of (topset 1) df asymmetric))
  (1 - 1%:R / 2%:R) ((1 - 1%:R / 2%:R) * 5%:R) by exists h.
split; [rlra|rlra|rlra|move=> x].
have := @proposition_a_any_noise 1 1 _ df _ _ asymmetric 0 5%:R x isT t asymmetric_oracle sq hN.
by rewrite addr0 mulr1.
Qed.

Lemma proposition_a_lattice_satisfiable : satisfiable_by (@proposition_a_lattice).
Proof.
have e : 2%:R *: (2%:R^-1 *: tenth) = tenth by rewrite scalerA divff ?scale1r // pnatr_eq0.
by exists (topset 1), (2%:R^-1 *: tenth), (fun v => @topset_top 2 1 v isT), e.
Qed.
